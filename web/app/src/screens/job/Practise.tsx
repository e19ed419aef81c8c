// Practise: one button for whatever helps most now: a question that is due, a follow-up, or a new one.

import { useMutation } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { unwrap } from "../../../../src/client.ts";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { paths } from "../../paths.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { press } from "../../streams/press.ts";
import type { Asked } from "../question/levels.ts";

/** `over`: no new question is left; what is due can be reviewed all the same. */
export function Practise({ job, over }: { job: string; over: boolean }) {
  const api = useApi();
  const [, navigate] = useLocation();
  const go = ({ kind, answerId, difficulty }: Schema["NextStep"]) => {
    if (kind === "due") return navigate(paths.due(job));
    const asked: Asked = kind === "follow-up" ? "follow-up" : difficulty;
    // Where nothing is left, its page says so, and nothing is asked.
    if (!over) press("question", { job, asked, ...(answerId !== undefined && { answer: answerId }) });
    navigate(paths.newQuestion(job, difficulty));
  };
  const next = useMutation({
    mutationFn: async () => go(unwrap(await api.GET("/api/questions/next", { params: { query: { jobInfoId: job } } }))),
  });
  const send = useOnce(next);
  return (
    <>
      <div className="line apart">
        <ServerButton className="btn" busy={next.isPending} busyLabel="Looking…" onClick={send}>
          Practise
        </ServerButton>
        <span className="over">Chooses for you: what is due, a follow-up, or a new question.</span>
      </div>
      {next.error && <ProblemNote error={next.error} title="The next step could not be found." retry={send} />}
    </>
  );
}
