// Interviews: creation, which holds a use of the plan, and the end of one that was not begun, which gives it back.

import { unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";

/** `key` makes a second attempt the same request: nothing is created twice. */
export async function createInterview(api: Api, jobInfoId: string, key: string): Promise<Schema["Interview"]> {
  const params = { header: { "Idempotency-Key": key } };
  return unwrap(await api.POST("/api/interviews", { params, body: { jobInfoId } }));
}

export async function finishInterview(api: Api, id: string): Promise<Schema["Interview"]> {
  return unwrap(await api.POST("/api/interviews/{id}/finish", { params: { path: { id } } }));
}
