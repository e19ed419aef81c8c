// Deletion of a question with all of its answers, or of one answer; the use of the plan stays used.

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { unwrap } from "../../../../src/client.ts";
import { useDrafts } from "../../drafts/use-draft.ts";
import { DeleteButton } from "../../parts/DeleteButton.tsx";
import { paths } from "../../paths.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { keys } from "../../queries/queries.ts";

export function DeleteQuestion({ question: { id, jobInfoId: job } }: { question: Schema["QuestionWithAnswers"] }) {
  const api = useApi();
  const client = useQueryClient();
  const drafts = useDrafts();
  const [, navigate] = useLocation();
  const remove = async () => void unwrap(await api.DELETE("/api/questions/{id}", { params: { path: { id } } }));
  const removed = () => {
    drafts.clear("answer", id);
    // Away first: this page would ask for the question again.
    navigate(paths.job(job), { replace: true });
    client.removeQueries({ queryKey: keys.question(id) });
    readAnew(client, job);
  };
  return (
    <DeleteButton what="question" remove={remove} removed={removed}>
      <p>Its answers and their feedback go with it, your draft too, and cannot be brought back.</p>
      <p>The question stays used.</p>
    </DeleteButton>
  );
}

type AnswerProps = { question: Schema["QuestionWithAnswers"]; answer: string; removed: () => void };

export function DeleteAnswer({ question: { id, jobInfoId: job }, answer: answerId, removed }: AnswerProps) {
  const api = useApi();
  const client = useQueryClient();
  const params = { path: { id, answerId } };
  const remove = async () => void unwrap(await api.DELETE("/api/questions/{id}/answers/{answerId}", { params }));
  return (
    <DeleteButton
      what="answer"
      remove={remove}
      removed={() => {
        removed();
        readAnew(client, job);
      }}
    >
      <p>What you wrote and its feedback go, and cannot be brought back.</p>
      <p>A follow-up question to it stays.</p>
    </DeleteButton>
  );
}

function readAnew(client: QueryClient, job: string): void {
  const told = [keys.questions(job), keys.progress, keys.due, keys.suspended];
  for (const queryKey of told) void client.invalidateQueries({ queryKey });
}
