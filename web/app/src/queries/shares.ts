// Shared reports: links to the review of an interview, for whoever has one; and the report that is read by it.

import { queryOptions } from "@tanstack/react-query";
import { unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";
import { openApi } from "./open-api.ts";
import { keys } from "./queries.ts";

export type NewShare = { include: Schema["SharePart"][]; expiresInDays: number };

export const sharesKey = (id: string) => [...keys.interview(id), "shares"];

export const readShares = (api: Api, id: string) =>
  queryOptions({
    queryKey: sharesKey(id),
    queryFn: async () => unwrap(await api.GET("/api/interviews/{id}/shares", { params: { path: { id } } })).items,
  });

export async function makeShare(api: Api, id: string, body: NewShare): Promise<Schema["ShareLink"]> {
  return unwrap(await api.POST("/api/interviews/{id}/shares", { params: { path: { id } }, body }));
}

export async function revokeShare(api: Api, id: string, shareId: string): Promise<void> {
  unwrap(await api.DELETE("/api/interviews/{id}/shares/{shareId}", { params: { path: { id, shareId } } }));
}

/** Read once a visit: each reading is a view that its owner sees. */
export const readReport = (token: string) =>
  queryOptions({
    queryKey: ["report", token],
    queryFn: async () => unwrap(await openApi.GET("/api/shares/{token}", { params: { path: { token } } })),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
