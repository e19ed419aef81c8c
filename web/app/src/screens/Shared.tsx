// Shared report: what whoever has a link reads of an interview, without a session; plain text, whoever wrote it.

import { useQuery } from "@tanstack/react-query";
import { ApiError } from "../../../src/client.ts";
import { date } from "../parts/dates.ts";
import { Loaded } from "../parts/Loading.tsx";
import { ratingWord } from "../parts/rating.ts";
import { useHeading } from "../parts/Screen.tsx";
import { Brand } from "../parts/Shell.tsx";
import type { Schema } from "../queries/api.ts";
import { readReport } from "../queries/shares.ts";
import { plainBlocks, until } from "./review/share-words.ts";

export default function Shared({ token }: { token: string }) {
  const report = useQuery(readReport(token));
  const over = report.error instanceof ApiError && report.error.is("not-found");
  const title = over ? "This link is over" : "A practice interview";
  const heading = useHeading(title);
  return (
    <div className="gate wide">
      <header>
        <a className="brand" href="/">
          <Brand />
        </a>
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {over ? (
          <p role="status">
            It had its time, was ended by whoever made it, or is not whole. Look at the address once more, or ask for a
            new link.
          </p>
        ) : (
          <Loaded of={report} what="the report">
            {(data) => <Report report={data} />}
          </Loaded>
        )}
      </main>
    </div>
  );
}

function Report({ report: { feedback, transcript, rating, createdAt, expiresAt } }: { report: Schema["SharedReport"] }) {
  return (
    <>
      <p className="dim">
        Somebody practised for a job interview with darasa on {date(createdAt)}, and shares this report with you. This
        link is good until {until(expiresAt)}.
      </p>
      {feedback !== undefined && (
        <section className="card stack g3" aria-labelledby="marks">
          <h2 id="marks">How it went</h2>
          {rating !== null && (
            <p>
              {ratingWord(rating)}: <b className="num">{rating} of 10</b>
            </p>
          )}
          {plainBlocks(feedback).map(({ heading, text }, index) =>
            heading ? (
              <h3 className="as-written" key={index}>
                {text}
              </h3>
            ) : (
              <p className="as-written" key={index}>
                {text}
              </p>
            ),
          )}
          <p className="small dim">A language model wrote these marks; a person may see it differently.</p>
        </section>
      )}
      {transcript !== undefined && <Said turns={transcript} />}
    </>
  );
}

function Said({ turns }: { turns: Schema["TranscriptTurn"][] }) {
  return (
    <section className="card stack g3" aria-labelledby="said">
      <h2 id="said">What was said</h2>
      <ol className="stack">
        {turns.map(({ speaker, text }, index) => (
          <li key={index}>
            <p className="over">{speaker === "candidate" ? "Candidate" : "Interviewer"}</p>
            <p className="as-written">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
