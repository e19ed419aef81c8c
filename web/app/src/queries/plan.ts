// Plan to a date: the day of the interview is saved into the version of the job that was read, calendars by link.

import { ApiError, unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";
import { changeJob } from "./jobs.ts";
import type { VersionedJob } from "./queries.ts";

/** Where somebody changed the job meanwhile, the day is set in their version: nothing else of it is touched. */
export async function setInterviewDay(
  api: Api,
  job: VersionedJob,
  interviewOn: string | null,
  reread: () => Promise<VersionedJob>,
): Promise<VersionedJob> {
  try {
    return await changeJob(api, job, { interviewOn });
  } catch (error) {
    if (!(error instanceof ApiError && error.is("stale"))) throw error;
    return changeJob(api, await reread(), { interviewOn });
  }
}

export async function makeCalendar(api: Api): Promise<Schema["CalendarLink"]> {
  return unwrap(await api.POST("/api/users/me/calendar"));
}

export async function endCalendar(api: Api): Promise<void> {
  unwrap(await api.DELETE("/api/users/me/calendar"));
}
