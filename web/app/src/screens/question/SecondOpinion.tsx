// Second opinion: an answer is graded once more by a press, and how far the gradings agree is told in plain words.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { unwrap } from "../../../../src/client.ts";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { keys, useReads } from "../../queries/queries.ts";
import { opinionWords } from "./opinion-words.ts";
import type { Attempt } from "./use-answering.ts";

const ROUTE = "/api/questions/{id}/answers/{answerId}/second-opinion";
/** Beside the answer's own grade. */
const MOST_OPINIONS = 2;

type Props = { question: string; answer: Attempt; changed: (answer: Attempt) => void };

/** Of an answer that has a grade. */
export function SecondOpinion({ question, answer, changed }: Props) {
  const api = useApi();
  const client = useQueryClient();
  const known = useQuery({ ...useReads().opinion(question, answer.id), enabled: answer.opinions > 0 });
  // One key for a press and all that is tried again of it: what was made and not heard of is not made twice.
  const key = useRef(crypto.randomUUID());
  const asking = useMutation({
    async mutationFn() {
      const path = { id: question, answerId: answer.id };
      const header = { "Idempotency-Key": key.current };
      const reply = await api.POST(ROUTE, { params: { path, header } });
      // Where another tab had all of them made, they are there to be read.
      const told =
        reply.error?.code === "enough-opinions" ? unwrap(await api.GET(ROUTE, { params: { path } })) : unwrap(reply);
      key.current = crypto.randomUUID();
      client.setQueryData(keys.opinion(question, answer.id), told);
      changed({ ...answer, opinions: told.gradings.length - 1 });
    },
  });
  const ask = useOnce(asking);
  const opinion = known.data;
  return (
    <section className="stack g2" aria-label="Second opinion">
      <div className="line apart">
        <div role="status" aria-busy={asking.isPending}>
          <Said opinion={opinion} reading={known.isLoading} />
        </div>
        {answer.opinions < MOST_OPINIONS && !known.isLoading && (
          <ServerButton className="btn slim" busy={asking.isPending} busyLabel="Grading…" onClick={ask}>
            {opinion ? "Another opinion" : "Second opinion"}
          </ServerButton>
        )}
      </div>
      {answer.opinions < MOST_OPINIONS && (
        <p className="tiny dim">
          Your answer is graded again without a look at this grade: one use of your hourly budget, and none of your plan.
        </p>
      )}
      {known.error && (
        <ProblemNote error={known.error} title="The opinions could not be read." retry={() => void known.refetch()} />
      )}
      {asking.error && (
        <ProblemNote error={asking.error} title="There is no new opinion." retry={ask}>
          <p>Your grade is as it was.</p>
        </ProblemNote>
      )}
    </section>
  );
}

function Said({ opinion, reading }: { opinion: Schema["SecondOpinion"] | undefined; reading: boolean }) {
  if (reading) return <span className="bone w2" />;
  if (!opinion) return <p className="small dim">Not sure about this grade?</p>;
  const { told, meaning } = opinionWords(opinion);
  return (
    <>
      <p className="small">{told}</p>
      <p className="small dim">{meaning}</p>
    </>
  );
}
