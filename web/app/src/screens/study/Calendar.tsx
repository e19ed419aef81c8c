// Calendar: the address of a feed that a calendar subscribes to; shown once, made anew or withdrawn at any time.

import { useMutation } from "@tanstack/react-query";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi } from "../../queries/api.ts";
import { endCalendar, makeCalendar } from "../../queries/plan.ts";

export function Calendar() {
  const api = useApi();
  const make = useMutation({ mutationFn: () => makeCalendar(api) });
  const end = useMutation({ mutationFn: () => endCalendar(api) });
  const [sendMake, sendEnd] = [useOnce(make), useOnce(end)];
  // What was said of the one is over with the other.
  const press = (send: () => void, other: { reset: () => void }) => () => {
    other.reset();
    send();
  };
  const link = make.data;
  const busy = make.isPending || end.isPending;
  const error = make.error ?? end.error;
  return (
    <section className="card stack g3" aria-labelledby="calendar">
      <h2 id="calendar">In your calendar</h2>
      <p className="small dim">
        A calendar that subscribes to the link shows the minutes of each day, of all your plans; no question and no job
        is named. Whoever has the link can read it.
      </p>
      {link && (
        <Note tone="good" title="Here is your link. It is shown this once." live>
          <p>
            <code className="wrap-anywhere">{link.url}</code>
          </p>
          <div className="line">
            <CopyButton text={link.url} label="Copy the link" quiet={false} />
            <a className="btn slim" href={link.webcalUrl}>
              Open in a calendar
            </a>
          </div>
        </Note>
      )}
      {end.isSuccess && (
        <Note tone="good" title="The link is withdrawn." live>
          <p>Calendars that have it find nothing there any more.</p>
        </Note>
      )}
      {error && <ProblemNote error={error} title="That did not work." />}
      <div className="line">
        <ServerButton className="btn slim" busy={busy} onClick={press(sendMake, end)}>
          Make a link
        </ServerButton>
        <ServerButton className="btn quiet slim" busy={busy} onClick={press(sendEnd, make)}>
          Withdraw it
        </ServerButton>
      </div>
      <p className="tiny dim">A new link ends the one before.</p>
    </section>
  );
}
