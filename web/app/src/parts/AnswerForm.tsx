// Answer form: ruled paper to write on, kept at each keystroke, and the button that has it marked.

import { useId, useLayoutEffect, useRef, type KeyboardEvent } from "react";
import type { DraftField } from "../drafts/use-draft.ts";
import { count, words } from "./dates.ts";
import { Icon } from "./Icon.tsx";
import { useOnline } from "./Shell.tsx";
import { LONGEST_ANSWER, insertFence, isBlank, tooLongBy } from "./answer-text.ts";

type Props = {
  draft: DraftField;
  /** What the paper is for, and what the button does with it. */
  label: string;
  submit: string;
  send: () => void;
  /** Nothing can be written now, and why; the paper keeps the focus. */
  waits?: string | null;
  /** It was answered before: the last answer can be begun with, and the marks gone back to. */
  again?: { last: string; leave: () => void } | undefined;
  /** Writing was asked for: the paper takes the focus. */
  focused?: boolean;
};

export function AnswerForm({ draft, label, submit, send, waits = null, again, focused = false }: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const online = useOnline();
  useLayoutEffect(() => {
    if (focused) area.current?.focus();
  }, [focused]);
  const over = tooLongBy(draft.text);
  const cannot = over > 0 || isBlank(draft.text) || !online || waits !== null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || cannot) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="stack g3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!cannot) send();
      }}
    >
      <div className="line apart">
        <label htmlFor={id} className="over named">
          {label}
        </label>
        <button
          className="btn quiet slim"
          type="button"
          disabled={waits !== null}
          onClick={() => area.current && fence(area.current, draft)}
        >
          Insert code
        </button>
      </div>
      <textarea
        ref={area}
        id={id}
        className="answer-in"
        value={draft.text}
        readOnly={waits !== null}
        aria-describedby={`${id}-state`}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        aria-invalid={over > 0}
        onChange={({ currentTarget }) => draft.change(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {over > 0 && (
        <p className="err">
          <Icon name="warning" />
          {tooLong(over)}
        </p>
      )}
      <div className="line apart">
        <p className="small dim" id={`${id}-state`}>
          {count(words(draft.text), "word")} · <span role="status">{waits ?? kept(draft, online)}</span>
        </p>
        <div className="acts">
          {again && draft.text === "" && (
            <button
              className="btn quiet"
              type="button"
              onClick={() => {
                draft.change(again.last);
                area.current?.focus();
              }}
            >
              Begin with my last answer
            </button>
          )}
          {again && (
            <button className="btn" type="button" onClick={again.leave}>
              Not now
            </button>
          )}
          <button className="btn go" type="submit" disabled={cannot}>
            {submit}
          </button>
        </div>
      </div>
    </form>
  );
}

function tooLong(over: number): string {
  const longest = count(LONGEST_ANSWER, "character");
  return `The longest answer has ${longest}. Shorten this one by ${count(over, "character")}.`;
}

/** Whether what was written is kept, and why it cannot be sent. */
function kept({ text, saved }: DraftField, online: boolean): string {
  if (isBlank(text)) return "nothing written yet";
  if (saved === false) return "this browser keeps nothing, so copy it before you leave";
  return online ? "Saved on this device" : "Saved on this device; sending needs a connection";
}

/** As if it had been typed, so that it can be undone. */
function fence(area: HTMLTextAreaElement, draft: DraftField): void {
  const { value, selectionStart, selectionEnd } = area;
  const { text, caret } = insertFence(value, selectionStart, selectionEnd);
  area.focus();
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text);
    draft.change(area.value);
  }
  area.setSelectionRange(caret, caret);
}
