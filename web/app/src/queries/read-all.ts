// Lists read to their end, page by page.

const PAGE = 100;

type Page<T> = { items: T[]; nextCursor: string | null };
type PageQuery = { limit: number; cursor?: string };

/** All items of a list that is bounded by what one person has. */
export async function readAll<T>(read: (query: PageQuery) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<T> = await read(cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}
