// API keys: made once, listed without the key, ended at once.

import { unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";

export async function makeApiKey(api: Api, body: Schema["NewApiKeyRequest"]): Promise<Schema["NewApiKey"]> {
  return unwrap(await api.POST("/api/users/me/keys", { body }));
}

export async function deleteApiKey(api: Api, keyId: string): Promise<void> {
  unwrap(await api.DELETE("/api/users/me/keys/{keyId}", { params: { path: { keyId } } }));
}
