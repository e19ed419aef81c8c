// Paths of the screens below `/app`: patterns for the router, and addresses for links.

export const patterns = {
  home: "/",
  job: "/jobs/:job",
  question: "/jobs/:job/questions/:question",
  resume: "/jobs/:job/resume",
  study: "/jobs/:job/plan",
  lobby: "/jobs/:job/interview",
  written: "/jobs/:job/interviews/:interview/written",
  spoken: "/jobs/:job/interviews/:interview/spoken",
  review: "/jobs/:job/interviews/:interview/review",
  due: "/review",
  progress: "/progress",
  settings: "/settings",
  plan: "/plan",
  data: "/data",
} as const;

/** A question that is still to be asked has this in the place of its id. */
export const NEW = "new";

export const paths = {
  home: () => "/",
  job: (job: string) => `/jobs/${job}`,
  question: (job: string, question: string) => `/jobs/${job}/questions/${question}`,
  newQuestion: (job: string, difficulty: string, topic?: string | null) =>
    `/jobs/${job}/questions/${NEW}?difficulty=${difficulty}${topic ? `&topic=${encodeURIComponent(topic)}` : ""}`,
  resume: (job: string) => `/jobs/${job}/resume`,
  study: (job: string) => `/jobs/${job}/plan`,
  lobby: (job: string) => `/jobs/${job}/interview`,
  written: (job: string, interview: string) => `/jobs/${job}/interviews/${interview}/written`,
  spoken: (job: string, interview: string) => `/jobs/${job}/interviews/${interview}/spoken`,
  review: (job: string, interview: string) => `/jobs/${job}/interviews/${interview}/review`,
  /** What is due today; of one job, or of all of them. */
  due: (job?: string) => (job === undefined ? "/review" : `/review?job=${job}`),
  progress: () => "/progress",
  settings: () => "/settings",
  plan: () => "/plan",
  data: () => "/data",
} as const;
