// API of the app: the typed client with the session's `fetch`, and lists read to their end.

import createClient from "openapi-fetch";
import { useMemo } from "react";
import type { Api } from "../../../src/client.ts";
import type { components, paths } from "../../../src/schema.js";
import { useAuthorizedFetch } from "../session/SessionProvider.tsx";

export type Schema = components["schemas"];

/** The routes that stream say what is wrong in one bare sentence unless JSON is accepted. */
const JSON_TYPES = "application/json, application/problem+json";
const PAGE = 100;

export function useApi(): Api {
  const fetch = useAuthorizedFetch();
  return useMemo(() => createClient<paths>({ fetch, headers: { Accept: JSON_TYPES } }), [fetch]);
}

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
