// Settings form: saved together, with what the server refuses beside its field.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { ApiError, unwrap } from "../../../../src/client.ts";
import { Segments, Select, TextField } from "../../parts/Field.tsx";
import { focusWrong } from "../../parts/focus-wrong.ts";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { keys } from "../../queries/queries.ts";
import {
  changed,
  HOURS,
  hourWords,
  MINUTES,
  RETENTIONS,
  retentionOf,
  zones,
  type SettingsText,
} from "./settings-text.ts";

export function SettingsForm({ me }: { me: Schema["Me"] }) {
  const api = useApi();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState<SettingsText>(() => ({
    timeZone: me.timeZone,
    dayStartsAt: String(me.dayStartsAt),
    retention: String(me.retention),
    dailyMinutes: String(me.dailyMinutes),
  }));
  const body = changed(me, text);
  const save = useMutation({
    async mutationFn() {
      client.setQueryData(keys.me, unwrap(await api.PATCH("/api/users/me", { body })));
      for (const queryKey of [keys.progress, keys.due]) void client.invalidateQueries({ queryKey });
    },
  });
  const send = useOnce(save);
  const change = (some: Partial<SettingsText>) => {
    save.reset();
    setText((before) => ({ ...before, ...some }));
  };
  const minutes = Number(text.dailyMinutes);
  const isWrong = !Number.isInteger(minutes) || minutes < MINUTES.least || minutes > MINUTES.most;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) focusWrong(form.current);
    else send();
  };
  const here = zones.here();
  return (
    <form className="card stack" ref={form} onSubmit={submit} noValidate>
      <Select
        label="Time zone"
        hint="Days begin and end by it. A question that is due already keeps its day."
        error={refusal(save.error, "timeZone")}
        value={text.timeZone}
        onChange={({ currentTarget }) => change({ timeZone: currentTarget.value })}
      >
        {zones.all(me.timeZone).map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll("_", " ")}
          </option>
        ))}
      </Select>
      {here !== text.timeZone && (
        <div>
          <button className="btn slim" type="button" onClick={() => change({ timeZone: here })}>
            Use this browser’s: {here.replaceAll("_", " ")}
          </button>
        </div>
      )}
      <Select
        label="A day begins at"
        hint="Who practises after midnight counts it for the evening."
        value={text.dayStartsAt}
        onChange={({ currentTarget }) => change({ dayStartsAt: currentTarget.value })}
      >
        {HOURS.map((hour) => (
          <option key={hour} value={hour}>
            {hourWords(hour)}
          </option>
        ))}
      </Select>
      <Segments
        legend="How well do you want to remember?"
        name="retention"
        choices={RETENTIONS}
        value={text.retention}
        onChange={(retention) => change({ retention })}
      />
      <p className="small dim">{retentionOf(text.retention)}</p>
      <TextField
        label="Minutes a day"
        hint="A plan to your interview fits into them; 10 to 240."
        type="number"
        inputMode="numeric"
        min={MINUTES.least}
        max={MINUTES.most}
        value={text.dailyMinutes}
        error={isWrong ? "Give a whole number from 10 to 240." : refusal(save.error, "dailyMinutes")}
        onChange={({ currentTarget }) => change({ dailyMinutes: currentTarget.value })}
      />
      {save.error && <ProblemNote error={save.error} title="The settings were not saved." />}
      <div className="line">
        <ServerButton
          className="btn go"
          type="submit"
          busy={save.isPending}
          busyLabel="Saving…"
          disabled={Object.keys(body).length === 0}
        >
          Save
        </ServerButton>
        <span className="small dim" role="status">
          {save.isSuccess && "Saved."}
        </span>
      </div>
    </form>
  );
}

function refusal(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem.errors?.find(({ pointer }) => pointer === `#/${field}`)?.detail;
}
