// Sign-in: one button to Clerk's page; under `cargo dev` a person and a plan are chosen.

import { useState, type FormEvent } from "react";
import { Skeleton, capital } from "../parts/Loading.tsx";
import { Brand } from "../parts/Shell.tsx";
import { TextField } from "../parts/Field.tsx";
import { Note } from "../parts/Note.tsx";
import { ProblemNote, sentence } from "../parts/ProblemNote.tsx";
import { useHeading } from "../parts/Screen.tsx";
import type { DevSession } from "../session/session.ts";
import type { SessionState } from "../session/SessionProvider.tsx";
import { asError } from "../parts/as-error.ts";

type Loading = { status: "loading" };
type State = Exclude<SessionState, { status: "signed-in" } | Loading>;

/** Until it is known who is there the page stays as `index.html` painted it: most who come are signed in. */
export function SignIn({ state }: { state: State | Loading }) {
  return state.status === "loading" ? <Starting /> : <Gate state={state} />;
}

function Starting() {
  return (
    <div className="app">
      <header className="side">
        <span className="brand">
          <Brand />
        </span>
      </header>
      <main aria-busy="true">
        <div className="inner">
          <p className="vh">darasa is loading</p>
          <div className="head">
            <span className="bone w1 title-bone" />
          </div>
          <Skeleton label="Loading" rows={1} />
        </div>
      </main>
    </div>
  );
}

function Gate({ state }: { state: State }) {
  const title = state.status === "signed-out" && state.expired ? "You have been signed out" : "Sign in";
  const heading = useHeading(title);
  return (
    <div className="gate">
      <header>
        <a className="brand" href="/">
          <Brand />
        </a>
      </header>
      <main id="main" tabIndex={-1}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <Way state={state} />
      </main>
    </div>
  );
}

function Way({ state }: { state: State }) {
  if (state.status === "unreachable") {
    return <ProblemNote error={state.error} title="Signing in does not work at the moment." retry={state.retry} />;
  }
  return (
    <>
      {state.expired && (
        <Note tone="look" title="Your session is over.">
          <p>Sign in and you come back to this page. Your draft is on this device.</p>
        </Note>
      )}
      {state.session.kind === "dev" ? (
        <ChoosePerson session={state.session} />
      ) : (
        <ByClerk signIn={state.session.signIn} />
      )}
    </>
  );
}

function ByClerk({ signIn }: { signIn: () => void }) {
  return (
    <div className="card stack">
      <p>You sign in on a page of Clerk, who keeps the accounts, and come back to where you are now.</p>
      <button className="btn go" type="button" onClick={signIn}>
        Sign in or make an account
      </button>
    </div>
  );
}

const OTHER = "other";

function ChoosePerson({ session }: { session: DevSession }) {
  const [plan, setPlan] = useState(session.plans.at(-1)?.name ?? "");
  const [person, setPerson] = useState(session.people[0]?.user ?? OTHER);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const other = new FormData(event.currentTarget).get("name");
    const user = person === OTHER ? String(other).trim() : person;
    setError(null);
    setBusy(true);
    // Signed in, this form is gone.
    session.signIn(user, plan).catch((reason: unknown) => {
      setError(asError(reason));
      setBusy(false);
    });
  };
  return (
    <form className="card stack g5" onSubmit={submit}>
      <p className="dim">This is a development server: choose who you are. Nothing leaves this machine.</p>
      <fieldset className="field">
        <legend>Person</legend>
        {session.people.map(({ user, name }) => (
          <Pick key={user} name="person" checked={person === user} choose={() => setPerson(user)} title={name} />
        ))}
        <Pick name="person" checked={person === OTHER} choose={() => setPerson(OTHER)} title="Somebody else" />
      </fieldset>
      {person === OTHER && (
        <TextField
          label="Their id"
          name="name"
          required
          pattern="[A-Za-z0-9_\-]{1,64}"
          hint="Letters, digits, - and _"
          error={undefined}
        />
      )}
      <fieldset className="field">
        <legend>Plan</legend>
        {session.plans.map(({ name, description }) => (
          <Pick
            key={name}
            name="plan"
            checked={plan === name}
            choose={() => setPlan(name)}
            title={capital(name)}
            note={capital(description)}
          />
        ))}
      </fieldset>
      {error && (
        <Note tone="stop" title="Signing in failed." live>
          <p>{sentence(error)}</p>
        </Note>
      )}
      <button className="btn go" type="submit" disabled={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}

type PickProps = { name: string; checked: boolean; choose: () => void; title: string; note?: string };

export function Pick({ name, checked, choose, title, note }: PickProps) {
  return (
    <label className="pick">
      <input type="radio" name={name} checked={checked} onChange={choose} />
      <span>
        {title}
        {note && <span className="small dim block">{note}</span>}
      </span>
    </label>
  );
}
