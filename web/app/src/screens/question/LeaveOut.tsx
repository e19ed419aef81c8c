// Leave an answer out: it stays where it is, and counts neither for progress nor for when the question comes again.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../../../src/client.ts";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { keys } from "../../queries/queries.ts";
import { DeleteAnswer } from "./DeleteQuestion.tsx";
import type { Attempt } from "./use-answering.ts";

type Props = {
  question: Schema["QuestionWithAnswers"];
  answer: Attempt;
  changed: (answer: Attempt) => void;
  removed: (answer: Attempt) => void;
};

export function LeaveOut({ question, answer, changed, removed }: Props) {
  const { id } = question;
  const api = useApi();
  const client = useQueryClient();
  const save = useMutation({
    async mutationFn() {
      const params = { path: { id, answerId: answer.id } };
      const body = { excluded: !answer.excluded };
      changed(unwrap(await api.PATCH("/api/questions/{id}/answers/{answerId}", { params, body })));
      for (const queryKey of [keys.progress, keys.due]) void client.invalidateQueries({ queryKey });
    },
  });
  const send = useOnce(save);
  return (
    <div className="stack g2">
      <div className="line apart">
        <p className="small dim" role="status">
          {answer.excluded
            ? "This answer is left out of your progress: you chose so, or it has few words, or repeats an earlier one."
            : "It counts for your progress."}
        </p>
        <ServerButton className="btn slim" busy={save.isPending} onClick={send}>
          {answer.excluded ? "Count it again" : "Leave this answer out"}
        </ServerButton>
      </div>
      <DeleteAnswer question={question} answer={answer.id} removed={() => removed(answer)} />
      {save.error && <ProblemNote error={save.error} title="It was not changed." retry={send} />}
    </div>
  );
}
