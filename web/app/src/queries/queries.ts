// Queries: everything that the screens read from the API, each under one key.

import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { unwrap, type Api } from "../../../src/client.ts";
import { readAll, useApi, type Schema } from "./api.ts";

/** Days of a plan that are read. */
const LONGEST_PLAN = 31;

/** A job with the version of it that was read, for `If-Match`. */
export type VersionedJob = { job: Schema["JobInfo"]; etag: string | null };

/** The keys: `["jobs"]` is above `["jobs", id]`, so that one invalidation reaches both. */
export const keys = {
  me: ["me"],
  apiKeys: ["api-keys"],
  config: ["config"],
  jobs: ["jobs"],
  job: (id: string) => ["jobs", id],
  questions: (job: string) => ["jobs", job, "questions"],
  analyses: (job: string) => ["jobs", job, "analyses"],
  plan: (job: string) => ["jobs", job, "plan"],
  analysis: (job: string, id: string) => ["jobs", job, "analyses", id],
  interviews: (job: string) => ["jobs", job, "interviews"],
  question: (id: string) => ["questions", id],
  interview: (id: string) => ["interviews", id],
  transcript: (id: string) => ["interviews", id, "transcript"],
  progress: ["progress"],
  due: ["due"],
} as const;

export const queries = (api: Api) => ({
  me: () => queryOptions({ queryKey: keys.me, queryFn: async () => unwrap(await api.GET("/api/users/me")) }),
  apiKeys: () =>
    queryOptions({ queryKey: keys.apiKeys, queryFn: async () => unwrap(await api.GET("/api/users/me/keys")) }),
  config: () => queryOptions({ queryKey: keys.config, queryFn: async () => unwrap(await api.GET("/api/config")) }),
  jobs: () =>
    queryOptions({
      queryKey: keys.jobs,
      queryFn: () =>
        readAll(async (query) =>
          unwrap(await api.GET("/api/job-infos", { params: { query: { ...query, fields: "summary" } } })),
        ),
    }),
  job: (id: string) => queryOptions({ queryKey: keys.job(id), queryFn: () => readJob(api, id) }),
  questions: (jobInfoId: string) =>
    queryOptions({
      queryKey: keys.questions(jobInfoId),
      queryFn: () =>
        readAll(async (query) =>
          unwrap(await api.GET("/api/questions", { params: { query: { ...query, jobInfoId } } })),
        ),
    }),
  question: (id: string) =>
    queryOptions({
      queryKey: keys.question(id),
      queryFn: async () => unwrap(await api.GET("/api/questions/{id}", { params: { path: { id } } })),
    }),
  analyses: (id: string) =>
    queryOptions({
      queryKey: keys.analyses(id),
      queryFn: () =>
        readAll(async (query) =>
          unwrap(await api.GET("/api/job-infos/{id}/analyses", { params: { path: { id }, query } })),
        ),
    }),
  /** With the text of the résumé; it never changes. */
  analysis: (id: string, analysisId: string) =>
    queryOptions({
      queryKey: keys.analysis(id, analysisId),
      queryFn: async () => {
        const params = { path: { id, analysisId } };
        return unwrap(await api.GET("/api/job-infos/{id}/analyses/{analysisId}", { params }));
      },
      staleTime: Infinity,
    }),
  interviews: (jobInfoId: string) =>
    queryOptions({
      queryKey: keys.interviews(jobInfoId),
      queryFn: () =>
        readAll(async (query) =>
          unwrap(await api.GET("/api/interviews", { params: { query: { ...query, jobInfoId } } })),
        ),
    }),
  interview: (id: string) =>
    queryOptions({
      queryKey: keys.interview(id),
      queryFn: async () => unwrap(await api.GET("/api/interviews/{id}", { params: { path: { id } } })),
    }),
  transcript: (id: string) =>
    queryOptions({
      queryKey: keys.transcript(id),
      queryFn: async () => unwrap(await api.GET("/api/interviews/{id}/transcript", { params: { path: { id } } })),
    }),
  plan: (id: string) =>
    queryOptions({
      queryKey: keys.plan(id),
      queryFn: async () => {
        const params = { path: { id }, query: { days: LONGEST_PLAN } };
        return unwrap(await api.GET("/api/job-infos/{id}/plan", { params }));
      },
    }),
  /** Of one job, or of all of them. */
  progress: (job: string | null) =>
    queryOptions({
      queryKey: [...keys.progress, job],
      queryFn: async () => unwrap(await api.GET("/api/users/me/progress", { params: { query: of(job) } })),
    }),
  due: (job: string | null) =>
    queryOptions({
      queryKey: [...keys.due, job],
      queryFn: async () => unwrap(await api.GET("/api/questions/due", { params: { query: of(job) } })),
    }),
});

const of = (job: string | null) => (job === null ? {} : { jobInfoId: job });

export type Queries = ReturnType<typeof queries>;

/** `useQuery(useReads().job(id))` reads; the screens share what was read by its key. */
export function useReads(): Queries {
  const api = useApi();
  return useMemo(() => queries(api), [api]);
}

export const useMe = () => useQuery(useReads().me());
export const useJobs = () => useQuery(useReads().jobs());
export const useJob = (id: string) => useQuery(useReads().job(id));

async function readJob(api: Api, id: string): Promise<VersionedJob> {
  const reply = await api.GET("/api/job-infos/{id}", { params: { path: { id } } });
  return { job: unwrap(reply), etag: reply.response.headers.get("ETag") };
}

/** As the API knows who is signed in; undefined while that is not read. */
export function userIdOf(client: QueryClient): string | undefined {
  return client.getQueryData<Schema["Me"]>(keys.me)?.id;
}

/** After something was used: what is left of the plan. */
export function invalidateUse(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: keys.me });
}
