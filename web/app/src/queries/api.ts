// API of the app: the typed client with the session's `fetch`, lists read to their end, deletions.

import createClient from "openapi-fetch";
import { useMemo } from "react";
import { ApiError, type Api } from "../../../src/client.ts";
import type { components, paths } from "../../../src/schema.js";
import { useAuthorizedFetch } from "../session/SessionProvider.tsx";

export { readAll } from "./read-all.ts";
export type Schema = components["schemas"];

/** The routes that stream say what is wrong in one bare sentence unless JSON is accepted. */
const JSON_TYPES = "application/json, application/problem+json";

export function useApi(): Api {
  const fetch = useAuthorizedFetch();
  return useMemo(() => createClient<paths>({ fetch, headers: { Accept: JSON_TYPES } }), [fetch]);
}

/** What another tab has deleted already is gone as it was meant to be. */
export async function unlessGone(deletion: Promise<void>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof ApiError && error.is("not-found"))) throw error;
  }
}
