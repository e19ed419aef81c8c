// Share a report: what a link shows and for how long, its address shown once, and those that are alive, to be revoked.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Link } from "wouter";
import { ApiError } from "../../../../src/client.ts";
import { paths } from "../../paths.ts";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { count, date, timeOfDay } from "../../parts/dates.ts";
import { Select } from "../../parts/Field.tsx";
import { goTo } from "../../parts/go-to.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { unlessGone, useApi, type Schema } from "../../queries/api.ts";
import { makeShare, readShares, revokeShare, sharesKey } from "../../queries/shares.ts";
import { DAYS, inWords, until } from "./share-words.ts";

type Part = Schema["SharePart"];

/** Nothing is read before it is opened. */
export function Share({ interview: { id, feedback } }: { interview: Schema["Interview"] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Icon name="forward" />
        Share this report
      </summary>
      {open && <Links id={id} marked={feedback !== null} />}
    </details>
  );
}

function Links({ id, marked }: { id: string; marked: boolean }) {
  const api = useApi();
  const client = useQueryClient();
  const live = useQuery(readShares(api, id));
  const section = useRef<HTMLDivElement>(null);
  const [link, setLink] = useState<Schema["ShareLink"] | null>(null);
  // Each is said: the note of another one is another note.
  const [revoked, setRevoked] = useState<string | null>(null);
  const reread = () => void client.invalidateQueries({ queryKey: sharesKey(id) });
  const made = (link: Schema["ShareLink"]) => {
    setLink(link);
    setRevoked(null);
    reread();
  };
  const gone = (share: string) => {
    if (link?.id === share) setLink(null);
    setRevoked(share);
    // The row with its button goes.
    goTo(section.current);
    reread();
  };
  return (
    <div className="stack g3" ref={section} tabIndex={-1} role="group" aria-label="Share this report">
      <NewLink id={id} marked={marked} made={made} />
      {link && <Made key={link.id} link={link} />}
      {revoked && <Note key={revoked} tone="good" title="The link is revoked. It leads to nothing any more." live />}
      <Loaded of={live} what="your links" rows={1}>
        {(items) =>
          items.length > 0 && (
            <ul className="stack" aria-label="Links that are alive">
              {items.map((share) => (
                <LiveLink key={share.id} interview={id} share={share} gone={() => gone(share.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

type NewLinkProps = { id: string; marked: boolean; made: (link: Schema["ShareLink"]) => void };

function NewLink({ id, marked, made }: NewLinkProps) {
  const api = useApi();
  const [chosen, setChosen] = useState<readonly Part[]>(marked ? ["feedback"] : []);
  const [days, setDays] = useState("7");
  const include = chosen.filter((part) => marked || part !== "feedback");
  const make = useMutation({
    mutationFn: () => makeShare(api, id, { include, expiresInDays: Number(days) }),
    onSuccess: made,
  });
  const send = useOnce(make);
  const toggle = (part: Part) =>
    setChosen((before) => (before.includes(part) ? before.filter((one) => one !== part) : [...before, part]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (include.length > 0) send();
  };
  const choice = (part: Part, label: string, hint: string, there = true) => (
    <label className="pick">
      <input type="checkbox" checked={there && chosen.includes(part)} disabled={!there} onChange={() => toggle(part)} />
      <span>
        {label}
        <span className="small dim block">{hint}</span>
      </span>
    </label>
  );
  return (
    <form className="stack g3" onSubmit={submit}>
      <p className="small dim">
        Whoever has the link can read it, without an account. Your name, your e-mail and the ad are not shown; but the
        words of the interview are, and a name that was said is among them.
      </p>
      <fieldset className="field">
        <legend>The link shows</legend>
        {choice("feedback", "The marks and their reasons", marked ? "They quote what you said, and speak of the job." : "Not marked yet.", marked)}
        {choice("transcript", "All that was said", "Word for word.")}
      </fieldset>
      <Select label="For how long" value={days} onChange={({ currentTarget }) => setDays(currentTarget.value)}>
        {DAYS.map((number) => (
          <option key={number} value={number}>
            {count(number, "day")}
          </option>
        ))}
      </Select>
      <div className="line">
        <ServerButton className="btn slim" type="submit" busy={make.isPending} disabled={include.length === 0}>
          Make a link
        </ServerButton>
        {include.length === 0 && <span className="small dim">Choose what it shows.</span>}
      </div>
      {make.error && (
        <ProblemNote error={make.error} title="No link was made.">
          {make.error instanceof ApiError && <Shared interviews={make.error.problem.interviews ?? []} />}
        </ProblemNote>
      )}
    </form>
  );
}

/** Where whoever has too many links finds one to revoke. */
function Shared({ interviews }: { interviews: readonly Schema["SharedInterview"][] }) {
  if (interviews.length === 0) return null;
  return (
    <ul aria-label="Interviews with links">
      {interviews.map(({ id, jobInfoId, createdAt }) => (
        <li key={id}>
          <Link href={paths.review(jobInfoId, id)}>
            The interview of {date(createdAt)}, {timeOfDay(createdAt)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Made({ link }: { link: Schema["ShareLink"] }) {
  return (
    <Note tone="good" title="Here is your link. It is shown this once." live>
      <p>
        <code className="wrap-anywhere">{link.url}</code>
      </p>
      <CopyButton text={link.url} label="Copy the link" quiet={false} />
    </Note>
  );
}

type LiveLinkProps = { interview: string; share: Schema["Share"]; gone: () => void };

function LiveLink({ interview, share, gone }: LiveLinkProps) {
  const api = useApi();
  const revoke = useMutation({
    mutationFn: () => unlessGone(revokeShare(api, interview, share.id)),
    onSuccess: gone,
  });
  const send = useOnce(revoke);
  const ends = until(share.expiresAt);
  return (
    <li className="stack g1">
      <div className="line apart">
        <span className="small">
          {inWords(share.include)}
          <br />
          <span className="dim">
            Until {ends}; read {share.views === 0 ? "by nobody yet" : count(share.views, "time")}
          </span>
        </span>
        <ServerButton className="btn danger slim" busy={revoke.isPending} onClick={send}>
          Revoke<span className="vh"> the link that is good until {ends}</span>
        </ServerButton>
      </div>
      {revoke.error && (
        <ProblemNote error={revoke.error} title="The link was not revoked.">
          <p>It can still be read.</p>
        </ProblemNote>
      )}
    </li>
  );
}
