// API keys: which programs may come in the person's place. A new key is shown once; any of them is ended at any time.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { date, noon } from "../../parts/dates.ts";
import { DeleteButton } from "../../parts/DeleteButton.tsx";
import { Segments, Select, TextField } from "../../parts/Field.tsx";
import { focusWrong } from "../../parts/focus-wrong.ts";
import { Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { deleteApiKey, makeApiKey } from "../../queries/api-keys.ts";
import { keys, useReads } from "../../queries/queries.ts";
import { ENDS, endOf, isExpired, MOST_KEYS, PURPOSES, purposeOf, scopesOf } from "./api-key-text.ts";

export function ApiKeys() {
  const list = useQuery(useReads().apiKeys());
  const [made, setMade] = useState<Schema["NewApiKey"] | null>(null);
  return (
    <section className="card stack" aria-labelledby="api-keys">
      <h2 id="api-keys">Keys for your own programs</h2>
      <p>
        A script, a shortcut or an assistant of yours comes with a key in your place. It spends of your plan. No key can
        delete anything, change these settings, take your data along or make another key.
      </p>
      {made && <Made key={made.id} made={made} />}
      <Loaded of={list} what="your keys">
        {({ items }) => (
          <>
            <Keys items={items} deleted={(id) => made?.id === id && setMade(null)} />
            {items.length < MOST_KEYS ? (
              <NewKey made={setMade} />
            ) : (
              <p className="small dim">Ten keys are the most. Delete one to make another.</p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Made({ made }: { made: Schema["NewApiKey"] }) {
  return (
    <Note tone="good" title="Here is your key. It is shown this once." live>
      <p>
        <code className="wrap-anywhere">{made.key}</code>
      </p>
      <p>
        Put it where the program keeps its secrets, never into a page or a repository: whoever has it can do what it
        may. If it gets out, delete it here.
      </p>
      <div className="line">
        <CopyButton text={made.key} label="Copy the key" quiet={false} />
      </div>
    </Note>
  );
}

function Keys({ items, deleted }: { items: Schema["ApiKey"][]; deleted: (id: string) => void }) {
  const api = useApi();
  const client = useQueryClient();
  if (items.length === 0) return <p className="small dim">You have no keys.</p>;
  return (
    <ul className="stack g3" aria-label="Your keys">
      {items.map((key) => (
        <li className="line apart" key={key.id}>
          <div>
            <strong className="wrap-anywhere">{key.name}</strong>
            <p className="small dim">
              {purposeOf(key.scopes)} · {endOf(key)} ·{" "}
              {key.lastUsedOn === null ? "never used" : `last used on ${date(noon(key.lastUsedOn))}`}
            </p>
          </div>
          <DeleteButton
            what="key"
            remove={() => deleteApiKey(api, key.id)}
            removed={() => {
              deleted(key.id);
              void client.invalidateQueries({ queryKey: keys.apiKeys });
            }}
          >
            <p>
              {isExpired(key)
                ? `“${key.name}” opens nothing any more.`
                : `Whatever uses “${key.name}” is refused from then on. A deleted key never comes back.`}
            </p>
          </DeleteButton>
        </li>
      ))}
    </ul>
  );
}

function NewKey({ made }: { made: (key: Schema["NewApiKey"]) => void }) {
  const api = useApi();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState<string>(PURPOSES[0].value);
  const [days, setDays] = useState<string>(ENDS[1].value);
  const [tried, setTried] = useState(false);
  const make = useMutation({
    async mutationFn() {
      const body = { name: name.trim(), scopes: scopesOf(purpose), expiresInDays: days === "" ? null : Number(days) };
      made(await makeApiKey(api, body));
      setName("");
      setTried(false);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  });
  const send = useOnce(make);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "") focusWrong(form.current);
    else send();
  };
  return (
    <form className="stack" ref={form} onSubmit={submit} noValidate>
      <TextField
        label="What is the key for?"
        hint="The program’s name, so that you know it again."
        maxLength={100}
        autoComplete="off"
        value={name}
        error={tried && name.trim() === "" ? "Give it a name." : undefined}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Segments legend="What may it do?" name="purpose" choices={PURPOSES} value={purpose} onChange={setPurpose} />
      <p className="small dim">{PURPOSES.find(({ value }) => value === purpose)?.said}</p>
      <Select label="It is good for" value={days} onChange={({ currentTarget }) => setDays(currentTarget.value)}>
        {ENDS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      {make.error && <ProblemNote error={make.error} title="No key was made." />}
      <div>
        <ServerButton className="btn go" type="submit" busy={make.isPending} busyLabel="Making it…">
          Make a key
        </ServerButton>
      </div>
    </form>
  );
}
