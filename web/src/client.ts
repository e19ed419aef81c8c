// Client of the API: openapi-fetch with our types, a fresh token for each request, and problems as errors.

import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type Api = Client<paths>;
export type Problem = components["schemas"]["Problem"];
export type ProblemCode = components["schemas"]["ProblemCode"];

export type Options = {
  /** Where the API is, without a path; nothing in a page that it serves itself. */
  baseUrl?: string;
  /** Asked before each request: Clerk's tokens live for a minute. Null: nobody is signed in. */
  token: () => string | null | Promise<string | null>;
};

const JSON_TYPES = "application/json, application/problem+json";

/** What went wrong, for `catch`: the sentence is the message, the rest is in `problem`. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly problem: Problem,
    /** Seconds after which the same request may be sent again, where the reply says so. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail);
  }

  is(code: ProblemCode): boolean {
    return this.problem.code === code;
  }
}

export function createApi({ baseUrl = "", token }: Options): Api {
  const api = createClient<paths>({ baseUrl });
  api.use(authorization(token));
  return api;
}

function authorization(token: Options["token"]): Middleware {
  return {
    async onRequest({ request }) {
      const given = await token();
      if (given) request.headers.set("Authorization", `Bearer ${given}`);
      // Without it the routes that stream say what is wrong in one bare sentence, for the AI SDK's hooks.
      if (!request.headers.get("Accept")?.includes("json")) request.headers.append("Accept", JSON_TYPES);
      return request;
    },
  };
}

/** The data of a reply, or its problem as an error: `const job = unwrap(await api.GET(…))`. */
export function unwrap<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (response.ok) return data as T;
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  throw new ApiError(toProblem(error, response), Number.isFinite(seconds) ? seconds : undefined);
}

/** Whatever stood in for the server, a proxy or a gateway, may have answered with something else than a problem. */
function toProblem(error: unknown, { status, statusText, headers }: Response): Problem {
  if (typeof error === "object" && error !== null && "code" in error && "detail" in error) return error as Problem;
  const detail =
    typeof error === "string" && error !== "" ? error : `The server answered ${status} ${statusText}`.trim();
  const code = status >= 500 ? "unavailable" : "bad-request";
  return { type: "about:blank", title: statusText, status, detail, code, requestId: headers.get("x-request-id") ?? "" };
}
