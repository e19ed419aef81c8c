// Live socket: one session with the voice provider, from its setup to its end.

import { type ClientFrame, type ServerFrame, audio, readFrame, setup } from "./frames.ts";

export type SocketEvents = {
  /** The setup was confirmed: from now on it may be spoken. */
  open(): void;
  frame(frame: ServerFrame): void;
  /** Called once, whoever ended it; `opened` says whether the setup had been confirmed. */
  closed(code: number, opened: boolean): void;
};

export type Credentials = { url: string; token: string; model: string; inputMime: string };

/** A confirmation that never comes is waited for no longer. */
const SETUP_MS = 10_000;
/** More than that is not on its way yet: what is spoken now would be heard too late. */
const MOST_BUFFERED = 64 * 1024;
/** `readyState` of a socket that carries frames. */
const OPEN = 1;
/** The connection broke off, as WebSocket says it. */
export const BROKEN = 1006;

export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #credentials: Credentials;
  readonly #events: SocketEvents;
  readonly #patience: ReturnType<typeof setTimeout>;
  #opened = false;
  #over = false;

  constructor(credentials: Credentials, events: SocketEvents, create = (url: string) => new WebSocket(url)) {
    this.#credentials = credentials;
    this.#events = events;
    // The token goes there as it is: encoded, it is another one.
    this.#socket = create(`${credentials.url}?access_token=${credentials.token}`);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.send(setup(credentials.model));
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#take(data);
    this.#socket.onclose = ({ code }) => this.#end(code);
    this.#patience = setTimeout(() => {
      this.#socket.close();
      this.#end(BROKEN);
    }, SETUP_MS);
  }

  send(frame: ClientFrame): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Dropped where the network does not keep up. */
  sendAudio(pcm: Int16Array): void {
    if (this.#opened && this.#socket.bufferedAmount <= MOST_BUFFERED)
      this.send(audio(pcm, this.#credentials.inputMime));
  }

  /** We hang up, and are told nothing more. */
  close(): void {
    this.#over = true;
    clearTimeout(this.#patience);
    this.#socket.close();
  }

  #take(data: string | ArrayBuffer): void {
    if (this.#over) return;
    const frame = read(data);
    if (!frame) return;
    if (frame.setupComplete && !this.#opened) {
      this.#opened = true;
      clearTimeout(this.#patience);
      this.#events.open();
    }
    this.#events.frame(frame);
  }

  #end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#patience);
    this.#events.closed(code, this.#opened);
  }
}

/** One frame that cannot be read is no reason to hang up. */
function read(data: string | ArrayBuffer): ServerFrame | undefined {
  try {
    return readFrame(data);
  } catch {
    return undefined;
  }
}
