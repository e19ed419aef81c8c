// Stop of a generation: the server stops listening to the model; without Redis it cannot, and only the reading ends.

import type { Api } from "../../../src/client.ts";

/** True: its stream ends within a second or so. */
export async function stopStream(api: Api, id: string | null): Promise<boolean> {
  if (id === null) return false;
  const reply = await api.DELETE("/api/ai/streams/{id}", { params: { path: { id } } }).catch(() => null);
  return reply?.response.ok ?? false;
}
