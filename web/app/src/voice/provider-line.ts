// Line to the provider: sessions one after another, each going on where the one before was cut.

import { BROKEN, LiveSocket } from "./live-socket.ts";
import type { ClientFrame, ServerFrame } from "./frames.ts";
import type { InterviewClock } from "./clock.ts";
import { type Session, type VoiceApi, refusal } from "./voice-api.ts";
import type { Reason } from "./connection-state.ts";

export type LineEvents = {
  /** A session was given; the server's time is known. */
  minted(session: Session): void;
  opened(resumed: boolean): void;
  frame(frame: ServerFrame): void;
  lost(): void;
  /** There is no session, now or ever. */
  refused(reason: Reason, error: Error | undefined): void;
};

export class ProviderLine {
  session: Session | undefined;
  /** With it the next session goes on from here. */
  handle: string | undefined;
  readonly #api: VoiceApi;
  readonly #manual: boolean;
  readonly #clock: InterviewClock;
  readonly #events: LineEvents;
  #socket: LiveSocket | undefined;
  /** A session that was given and has not been opened yet: it is still good. */
  #unopened: Session | undefined;
  #attempt = 0;

  constructor(api: VoiceApi, manual: boolean, clock: InterviewClock, events: LineEvents) {
    this.#api = api;
    this.#manual = manual;
    this.#clock = clock;
    this.#events = events;
  }

  /** `before` is awaited where the interviewer will be reminded of what is stored. */
  async connect(before: () => Promise<void>): Promise<void> {
    const attempt = (this.#attempt += 1);
    const { handle } = this;
    try {
      if (handle === undefined) await before();
      const session = this.#reusable() ?? (await this.#open(handle));
      if (attempt === this.#attempt) this.#begin(session, handle !== undefined);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      const reason = refusal(error);
      if (reason) this.#events.refused(reason, error instanceof Error ? error : undefined);
      else this.#events.lost();
    }
  }

  send(frame: ClientFrame): void {
    this.#socket?.send(frame);
  }

  sendAudio(pcm: Int16Array): void {
    this.#socket?.sendAudio(pcm);
  }

  hangUp(): void {
    this.#attempt += 1;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #reusable(): Session | undefined {
    const session = this.#unopened;
    return session && this.#clock.at(session.connectBy) > this.#clock.now() ? session : undefined;
  }

  async #open(resumeHandle: string | undefined): Promise<Session> {
    const request = { manual: this.#manual, ...(resumeHandle !== undefined && { resumeHandle }) };
    const { session, skewMs } = await this.#api.open(request);
    this.#clock.set(skewMs);
    this.#unopened = session;
    this.session = session;
    this.#events.minted(session);
    return session;
  }

  #begin(session: Session, resumed: boolean): void {
    this.#socket = new LiveSocket(session, {
      open: () => {
        this.#unopened = undefined;
        this.#events.opened(resumed);
      },
      frame: (frame) => {
        if (frame.handle !== undefined) this.handle = frame.handle;
        this.#events.frame(frame);
      },
      closed: (code, opened) => {
        // A handle that is not taken, or a token that is used up: the next session begins anew, and is told what was
        // said.
        if (!opened && code !== BROKEN) [this.#unopened, this.handle] = [undefined, undefined];
        this.#events.lost();
      },
    });
  }
}
