// Page of jsdom with React in it, in which the hooks of each AI SDK are used as an app uses them.

import { JSDOM } from "jsdom";
import { z } from "zod";
import { resumedBody } from "../web/app/src/streams/resumed-body.ts";
import { resuming } from "./resuming-fetch.mjs";

const nothing = () => {};
const DEADLINE_MS = 30_000;
/** For `useObject`: the check of the form is not what is tested here. */
const ANY = z.any();

/** `world`: who asks, for which job, by way of which proxy. */
export async function createStreams(world, { ask, analyze, resume }) {
  const { document, window } = new JSDOM("<!doctype html><div id=root></div>", { url: "http://localhost" }).window;
  Object.assign(globalThis, { document, window });
  const { createElement } = await import("react");
  const { createRoot } = await import("react-dom/client");

  /** Uses a hook until it is done with what `go` asks of it; what it says then. */
  async function used(use, go, isDone) {
    let [last, error] = [undefined, undefined];
    const Component = () => {
      last = use((reason) => (error = reason.message));
      return null;
    };
    const page = createRoot(document.querySelector("#root"));
    page.render(createElement(Component));
    await until(() => last !== undefined);
    await go(last);
    await until(() => error !== undefined || isDone(last));
    page.unmount();
    return { ...last, error };
  }

  const authorized = (url, init = {}) => {
    const all = new Headers(init.headers);
    all.set("Authorization", world.headers.authorization);
    return fetch(url, { ...init, headers: all });
  };
  /** As the practice app goes on, which knows no protocol of AI SDK 4. */
  const asTheApp = async (url, init = {}) => {
    const all = { ...Object.fromEntries(new Headers(init.headers)), "Idempotency-Key": crypto.randomUUID() };
    const send = () => authorized(url, { ...init, headers: all });
    const first = await send().catch(send);
    const isEvents = first.headers.get("content-type").startsWith("text/event-stream");
    const again = (from) => {
      const address = `${world.proxy.url}/api/ai/streams/${first.headers.get("x-stream-id")}?from=${from}`;
      return authorized(`${address}&stream=${isEvents ? "ui" : "text"}`);
    };
    const none = new AbortController().signal;
    const body = resumedBody(first, isEvents, {
      again: (from) => again(from).then((reply) => (reply.status === 204 ? null : reply)),
      onData: () => {},
      onCut: () => {},
      signal: init.signal ?? none,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 10)),
    });
    return new Response(body, first);
  };

  const sdks = await Promise.all(
    [
      ["AI SDK 4", "@ai-sdk/react-of-4"],
      ["AI SDK 5.0.0", "@ai-sdk/react-of-5.0.0"],
      ["AI SDK 5", "@ai-sdk/react-of-5"],
      ["AI SDK 6", "@ai-sdk/react-of-6"],
      ["AI SDK 7", "@ai-sdk/react"],
    ].map(async ([name, path]) => ({ name, hooks: await import(path) })),
  );

  const completionOf = (name, hooks, protocol, ours) => ({
    name,
    protocol,
    polls: ours === asTheApp,
    async run() {
      const api = `${world.proxy.url}${ask}?stream=${protocol}`;
      const streamProtocol = protocol === "text" ? "text" : "data";
      const use = (onError) => hooks.useCompletion({ api, fetch: ours, streamProtocol, onError });
      let text;
      const go = async (hook) => (text = await hook.complete("medium", { body: { jobInfoId: world.job } }));
      const isDone = ({ isLoading, completion }) => !isLoading && completion === text;
      const { completion, error } = await used(use, go, isDone);
      return { text: completion, error };
    },
  });

  const objectOf = (name, hooks, ours) => ({
    name,
    async run() {
      const form = new FormData();
      form.set("jobInfoId", world.job);
      form.set("resumeFile", new Blob([resume.buffer], { type: resume.mimeType }), resume.name);
      const send = (url, { headers: _, body: __, ...init }) => ours(url, { ...init, body: form });
      let done = false;
      const use = (onError) =>
        hooks.experimental_useObject({
          api: `${world.proxy.url}${analyze}`,
          schema: ANY,
          fetch: send,
          onError,
          onFinish: () => (done = true),
        });
      return used(use, (hook) => hook.submit({}), ({ isLoading }) => done && !isLoading);
    },
  });

  const chatOf = (name, hooks, { DefaultChatTransport }) => ({
    name,
    async resume(id) {
      // The transport itself asks for no form of it.
      const headers = { ...world.headers, accept: "text/event-stream" };
      const transport = new DefaultChatTransport({ api: `${world.proxy.url}/api/ai/streams`, headers });
      let done = false;
      transport.fetch = async (url, init) => {
        const reply = await fetch(url, init);
        if (reply.status === 204) done = true;
        return reply;
      };
      const onFinish = () => (done = true);
      const use = (onError) => hooks.useChat({ id, transport, resume: true, onError, onFinish });
      return used(use, nothing, ({ status }) => done && status === "ready");
    },
  });

  const goes = resuming(authorized);
  const [, , five, six, seven] = sdks;
  return {
    completions: [
      ...sdks.flatMap(({ name, hooks }, index) =>
        [index === 0 ? "v1" : "ui", "text"].map((protocol) => completionOf(name, hooks, protocol, goes)),
      ),
      ...["ui", "text"].map((protocol) => completionOf("AI SDK 7 as the app", seven.hooks, protocol, asTheApp)),
    ],
    objects: [
      ...sdks.filter(({ hooks }) => hooks.experimental_useObject).map(({ name, hooks }) => objectOf(name, hooks, goes)),
      objectOf("AI SDK 7 as the app", seven.hooks, asTheApp),
    ],
    chats: [
      chatOf(five.name, five.hooks, await aiOf("@ai-sdk/react-of-5")),
      chatOf(six.name, six.hooks, await aiOf("@ai-sdk/react-of-6")),
      chatOf(seven.name, seven.hooks, await import("ai")),
    ],
  };
}

/** The `ai` that belongs to these hooks. */
async function aiOf(hooks) {
  const { createRequire } = await import("node:module");
  const { pathToFileURL } = await import("node:url");
  const from = createRequire(import.meta.resolve(hooks));
  return import(pathToFileURL(from.resolve("ai")).href);
}

async function until(holds) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("the hook did not come to its end");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
