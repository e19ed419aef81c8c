// Your plan: what it holds, and where it is changed: at Clerk, or under `cargo dev` by signing in with another one.

import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Select } from "../../parts/Field.tsx";
import { capital } from "../../parts/Loading.tsx";
import { planName } from "../../parts/Shell.tsx";
import { sentence } from "../../parts/ProblemNote.tsx";
import type { Schema } from "../../queries/api.ts";
import { invalidateUse } from "../../queries/queries.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import type { DevSession } from "../../session/session.ts";
import { planSentence } from "./plan-sentence.ts";

export function YourPlan({ me }: { me: Schema["Me"] }) {
  const state = useSession();
  if (state.status !== "signed-in") return null;
  return (
    <aside className="board stack" aria-labelledby="your-plan">
      <h2 className="over" id="your-plan">
        {planName(me.plan)}
      </h2>
      <p className="say">{planSentence(me.features)}</p>
      {state.session.kind === "clerk" ? (
        <>
          <button className="btn go wide" type="button" onClick={state.session.openProfile}>
            Manage plan
          </button>
          <p className="over">
            Opens your account at Clerk, who keeps plans and payments. You can change or cancel there.
          </p>
        </>
      ) : (
        <OtherPlan session={state.session} userId={state.userId} plan={me.plan} />
      )}
    </aside>
  );
}

type Props = { session: DevSession; userId: string; plan: string };

function OtherPlan({ session, userId, plan }: Props) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(plan);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    try {
      await session.signIn(userId, chosen);
      await invalidateUse(client);
    } catch (reason) {
      setError(reason instanceof Error ? sentence(reason) : String(reason));
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <Select
        label="Plan"
        value={chosen}
        error={error}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
      >
        {session.plans.map(({ name, description }) => (
          <option key={name} value={name}>
            {capital(name)}: {description}
          </option>
        ))}
      </Select>
      <button className="btn go wide" type="submit">
        Sign in with this plan
      </button>
      <p className="over">On a development server nothing is paid. What is used stays used.</p>
    </form>
  );
}
