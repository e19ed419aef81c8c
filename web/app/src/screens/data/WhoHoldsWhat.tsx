// Who holds what: where the words of a person are, and where the account itself is deleted.

import { useSession } from "../../session/SessionProvider.tsx";

const HOLDERS = [
  [
    "darasa",
    "Jobs, questions, answers, transcripts, reports with the text of each résumé, and how much of your plan is used. " +
      "Never a recording, never the file of a résumé.",
  ],
  [
    "The providers of the models that ask and mark",
    "What they were asked to mark or to answer: the ad, your answers, your résumé. For as long as their terms say. " +
      "Whoever runs this darasa has chosen them; it is Google, with its Gemini models, unless they chose others.",
  ],
  [
    "Google, for spoken interviews",
    "Your voice while you speak, and the ad that you are asked about. For as long as Google’s terms say.",
  ],
  ["Clerk, for signing in and plans", "Your name, e-mail and plan."],
  [
    "Whoever has a link that you made",
    "The report of that interview, until the link is over or you revoke it. What they copied stays theirs.",
  ],
  ["This browser", "Unfinished answers, and what you read in this visit."],
] as const;

export function WhoHoldsWhat() {
  return (
    <aside className="stack" aria-labelledby="holders">
      <h2 id="holders">Who holds what</h2>
      <dl className="who-what">
        {HOLDERS.map(([who, what]) => (
          <div key={who}>
            <dt>{who}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <AccountItself />
    </aside>
  );
}

function AccountItself() {
  const state = useSession();
  if (state.status !== "signed-in") return null;
  return (
    <div className="stack g3">
      <h2>The account itself</h2>
      {state.session.kind === "clerk" ? (
        <>
          <p className="small dim">
            Deleted at Clerk, who keeps it. When it is gone there, all of it is deleted here too.
          </p>
          <div>
            <button className="btn slim" type="button" onClick={state.session.openProfile}>
              Open your account
            </button>
          </div>
        </>
      ) : (
        <p className="small dim">This is a development server: its account is emulated, and deleted with the data.</p>
      )}
    </div>
  );
}
