// API of the app: the typed client with the session's `fetch`, and lists read to their end.

import createClient from "openapi-fetch";
import { useMemo } from "react";
import type { Api } from "../../../src/client.ts";
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
