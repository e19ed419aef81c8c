// Export, reading: everything that is kept of a person, page by page, a few requests at a time.

import { ApiError, unwrap, type Api } from "../../../../src/client.ts";
import type { Schema } from "../../queries/api.ts";
import { Line } from "../../queries/patience.ts";
import { readAll } from "../../queries/read-all.ts";

export type ExportedQuestion = Omit<Schema["Question"], "latestAnswer"> & { answers: Schema["Answer"][] };
export type ExportedInterview = Schema["Interview"] & { transcript: Schema["Transcript"] | null };
export type ExportedJob = Schema["ListedJobInfo"] & {
  questions: ExportedQuestion[];
  analyses: Schema["AnalysisWithText"][];
  interviews: ExportedInterview[];
};
export type Everything = { exportedAt: string; user: Schema["Me"]; jobs: ExportedJob[] };
export type Counts = { jobs: number; questions: number; answers: number; interviews: number; reports: number };
export type Reading = Counts & { pages: number; known: number };

export const NOTHING: Counts = { jobs: 0, questions: 0, answers: 0, interviews: 0, reports: 0 };

/** `told` hears after each page what has been read. */
export async function gather(api: Api, signal: AbortSignal, told: (reading: Reading) => void): Promise<Everything> {
  return new Gathering(api, new Line(signal), told).everything();
}

class Gathering {
  #reading: Reading = { ...NOTHING, pages: 0, known: 0 };

  constructor(
    private readonly api: Api,
    private readonly line: Line,
    private readonly told: (reading: Reading) => void,
  ) {}

  async everything(): Promise<Everything> {
    const user = await this.#page(async () => unwrap(await this.api.GET("/api/users/me")), () => ({}));
    const jobs = await this.#list("jobs", (query) => this.api.GET("/api/job-infos", { params: { query } }));
    const exported = await Promise.all(jobs.map((job) => this.#job(job)));
    return { exportedAt: new Date().toISOString(), user, jobs: exported };
  }

  async #job(job: Schema["ListedJobInfo"]): Promise<ExportedJob> {
    const { id } = job;
    const of = { jobInfoId: id };
    const [questions, analyses, interviews] = await Promise.all([
      this.#list("questions", (query) => this.api.GET("/api/questions", { params: { query: { ...query, ...of } } })),
      this.#list("reports", (query) =>
        this.api.GET("/api/job-infos/{id}/analyses", { params: { path: { id }, query } }),
      ),
      this.#list("interviews", (query) => this.api.GET("/api/interviews", { params: { query: { ...query, ...of } } })),
    ]);
    return {
      ...job,
      questions: await Promise.all(questions.map((question) => this.#question(question))),
      analyses: await Promise.all(analyses.map((report) => this.#report(report))),
      interviews: await Promise.all(interviews.map((interview) => this.#interview(interview))),
    };
  }

  async #question({ latestAnswer, ...question }: Schema["Question"]): Promise<ExportedQuestion> {
    if (!latestAnswer) return { ...question, answers: [] };
    const path = { id: question.id };
    const answers = await this.#list("answers", (query) =>
      this.api.GET("/api/questions/{id}/answers", { params: { path, query } }),
    );
    return { ...question, answers };
  }

  /** A list has all of it but the text of the résumé. */
  async #report(report: Schema["StoredAnalysis"]): Promise<Schema["AnalysisWithText"]> {
    const path = { id: report.jobInfoId, analysisId: report.id };
    const read = async () =>
      unwrap(await this.api.GET("/api/job-infos/{id}/analyses/{analysisId}", { params: { path } }));
    return (await this.#page(() => read().catch(orNull), () => ({}))) ?? { ...report, sourceText: null };
  }

  async #interview(interview: Schema["Interview"]): Promise<ExportedInterview> {
    if (interview.state === "created") return { ...interview, transcript: null };
    const path = { id: interview.id };
    const read = async () =>
      unwrap(await this.api.GET("/api/interviews/{id}/transcript", { params: { path } }));
    return { ...interview, transcript: await this.#page(() => read().catch(orNull), () => ({})) };
  }

  #list<T>(kind: keyof Counts, get: ListRequest<T>): Promise<T[]> {
    const read = async (query: PageQuery) => unwrap(await get(query));
    const count = ({ items }: Page<T>) => ({ [kind]: this.#reading[kind] + items.length });
    return readAll((query) => this.#page(() => read(query), count));
  }

  async #page<T>(read: () => Promise<T>, count: (page: T) => Partial<Counts>): Promise<T> {
    this.#tell({ known: this.#reading.known + 1 });
    const page = await this.line.run(read);
    this.#tell({ ...count(page), pages: this.#reading.pages + 1 });
    return page;
  }

  #tell(change: Partial<Reading>): void {
    this.#reading = { ...this.#reading, ...change };
    this.told(this.#reading);
  }
}

type PageQuery = { limit: number; cursor?: string };
type Page<T> = { items: T[]; nextCursor: string | null };
type Reply<T> = { data?: T; error?: unknown; response: Response };
type ListRequest<T> = (query: PageQuery) => Promise<Reply<Page<T>>>;

/** The words of an interview or a résumé may be gone by now; the others are exported nevertheless. */
function orNull(error: unknown): null {
  if (error instanceof ApiError && [404, 409].includes(error.problem.status)) return null;
  throw error;
}
