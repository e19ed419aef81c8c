// Chat Completions server for a GGUF model on this machine's processor, streamed, one request at a time, with objects held to their
// schema by a grammar: node chat-completions-server.mjs <node-llama-cpp's folder> <model.gguf> <tokens at most> [port]

import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const CONTEXT = 4096;
/** Several wait for each other, for minutes where others want the processor too. */
const THREADS = 1;
const [library, file, tokens, port = 0] = process.argv.slice(2);
const { getLlama, LlamaChatSession, LlamaLogLevel } = await import(pathToFileURL(join(resolve(library), "dist/index.js")));
const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
const context = await (await llama.loadModel({ modelPath: resolve(file) })).createContext({ contextSize: CONTEXT, threads: THREADS });
const sequence = context.getSequence();

async function answer({ model, messages, max_tokens: wanted, response_format: format }, send, signal) {
  const { schema } = format?.json_schema ?? {};
  const grammar = schema && (await llama.createGrammarForJsonSchema(schema));
  const history = messages.slice(0, -1).map(({ role, content }) => {
    return role === "assistant" ? { type: "model", response: [content] } : { type: role, text: content };
  });
  await sequence.clearHistory();
  const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: "" });
  session.setChatHistory(history);
  const before = sequence.tokenMeter.getState();
  const chunk = (choices, more) => send({ object: "chat.completion.chunk", model, choices, ...more });
  const choice = (delta, finish = null) => chunk([{ index: 0, delta, finish_reason: finish }]);
  const maxTokens = Math.min(wanted ?? Infinity, Number(tokens));
  const onTextChunk = (content) => choice({ content });
  const { stopReason } = await session.promptWithMeta(messages.at(-1).content, { grammar, maxTokens, signal, onTextChunk });
  choice({}, stopReason === "maxTokens" ? "length" : "stop");
  const { usedInputTokens: prompt, usedOutputTokens: completion } = sequence.tokenMeter.diff(before);
  chunk([], { usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion } });
  session.dispose({ disposeSequence: false });
}

/** One sequence of tokens is all that the context has. */
let turn = Promise.resolve();
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") return response.writeHead(404).end();
  const left = new AbortController();
  response.on("close", () => left.abort());
  const send = (data) => response.write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  turn = turn.then(async () => {
    try {
      response.writeHead(200, { "content-type": "text/event-stream" });
      await answer(JSON.parse(body), send, left.signal);
      send("[DONE]");
    } catch (error) {
      send({ error: { message: String(error), type: "server_error" } });
    }
    response.end();
  });
});
server.listen(Number(port), "127.0.0.1", () => console.log(`listening at http://127.0.0.1:${server.address().port}/v1`));
