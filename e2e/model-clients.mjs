// Clients of the models' APIs: the official libraries, each asked in the same words and telling what it saw in the same words.
// None of them tries again by itself.

import assert from "node:assert/strict";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import Anthropic from "@anthropic-ai/sdk";
import { Output, jsonSchema, streamText } from "ai";
import OpenAI from "openai";

const MOST_TOKENS = 100;
/** The finish reasons of each API, in the AI SDK's words. */
const FINISH = {
  stop: "stop",
  end_turn: "stop",
  length: "length",
  max_tokens: "length",
  content_filter: "content-filter",
  refusal: "content-filter",
};

/**
 * Every library against the provider that it is for: `ask({ url, key, model, prompt, schema })` yields what it saw: `{ pieces, text,
 * thoughts, refusal, finish, input, output }`; a failure is thrown with what was seen before. `tells`: whether it passes thoughts on,
 * and where it puts a refusal.
 */
export const CLIENTS = [
  { name: "openai", provider: "openai", ask: openai("max_completion_tokens"), tells: { thoughts: true, refusal: "refusal" } },
  { name: "openai", provider: "openrouter", ask: openai("max_tokens"), tells: { thoughts: true, refusal: "refusal" } },
  { name: "@ai-sdk/openai", provider: "openai", ask: aiSdk(openAiModel), tells: { thoughts: false, refusal: "text" } },
  {
    name: "@ai-sdk/openai-compatible",
    provider: "openrouter",
    ask: aiSdk(compatibleModel),
    tells: { thoughts: true, refusal: "text" },
  },
  { name: "@anthropic-ai/sdk", provider: "anthropic", ask: anthropic, tells: { thoughts: true, refusal: "finish" } },
  { name: "@ai-sdk/anthropic", provider: "anthropic", ask: aiSdk(anthropicModel), tells: { thoughts: true, refusal: "finish", strict: true } },
];

/** What was seen before a library threw: the status and the wait, where it was told any. */
export class Failure extends Error {
  constructor(error, seen) {
    super(error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error));
    this.seen = seen;
    this.status = error.status ?? error.statusCode;
    this.type = error.type ?? error.error?.type;
    const headers = error.headers ?? error.responseHeaders ?? {};
    this.retryAfter = headers instanceof Headers ? headers.get("retry-after") : headers["retry-after"];
  }
}

/** What a library saw; `sight` fills it. */
async function watched(sight) {
  const seen = { pieces: [], thoughts: "", refusal: "", finish: undefined, input: undefined, output: undefined };
  try {
    await sight(seen);
  } catch (error) {
    throw new Failure(error, seen);
  }
  return { ...seen, text: seen.pieces.join("") };
}

// ── Makers' own ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** OpenAI's; servers that only speak as it does know the older name of the token limit. */
function openai(limit) {
  return ({ url, key, model, prompt, schema }) =>
    watched(async (seen) => {
      const client = new OpenAI({ apiKey: key, baseURL: url, maxRetries: 0 });
      const stream = await client.chat.completions.create({
        model,
        messages: [{ role: "user", content: prompt }],
        stream: true,
        stream_options: { include_usage: true },
        [limit]: MOST_TOKENS,
        ...(schema && { response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } } }),
      });
      for await (const { choices, usage } of stream) {
        const [{ delta = {}, finish_reason: finish } = {}] = choices;
        if (delta.content) seen.pieces.push(delta.content);
        seen.thoughts += delta.reasoning_content ?? "";
        seen.refusal += delta.refusal ?? "";
        seen.finish = FINISH[finish] ?? seen.finish;
        if (usage) [seen.input, seen.output] = [usage.prompt_tokens, usage.completion_tokens];
      }
      assert.ok(seen.finish, "the stream ended without a reason");
    });
}

function anthropic({ url, key, model, prompt, schema }) {
  return watched(async (seen) => {
    const client = new Anthropic({ apiKey: key, baseURL: url, maxRetries: 0 });
    const stream = client.messages.stream({
      model,
      max_tokens: MOST_TOKENS,
      messages: [{ role: "user", content: prompt }],
      ...(schema && { output_config: { format: { type: "json_schema", schema } } }),
    });
    stream.on("text", (piece) => seen.pieces.push(piece));
    stream.on("thinking", (piece) => (seen.thoughts += piece));
    const { stop_reason: finish, usage } = await stream.finalMessage();
    Object.assign(seen, { finish: FINISH[finish], input: usage.input_tokens, output: usage.output_tokens });
  });
}

// ── The AI SDK ───────────────────────────────────────────────────────────────────────────────────────────────────────

function openAiModel({ url, key, model }) {
  return createOpenAI({ apiKey: key, baseURL: url }).chat(model);
}

function compatibleModel({ url, key, model }) {
  const settings = { name: "openrouter", apiKey: key, baseURL: url, includeUsage: true, supportsStructuredOutputs: true };
  return createOpenAICompatible(settings)(model);
}

/** Its base URL has the version in it. */
function anthropicModel({ url, key, model }) {
  return createAnthropic({ apiKey: key, baseURL: `${url}/v1` })(model);
}

function aiSdk(modelOf) {
  return ({ prompt, schema, ...where }) =>
    watched(async (seen) => {
      const output = schema && { output: Output.object({ schema: jsonSchema(schema) }) };
      const common = { maxRetries: 0, maxOutputTokens: MOST_TOKENS, onError: () => {} };
      const { fullStream } = streamText({ model: modelOf(where), prompt, ...common, ...output });
      for await (const part of fullStream) {
        if (part.type === "text-delta") seen.pieces.push(part.text);
        if (part.type === "reasoning-delta") seen.thoughts += part.text;
        if (part.type === "error") throw part.error;
        if (part.type === "finish") {
          const { inputTokens: input, outputTokens: output } = part.totalUsage;
          Object.assign(seen, { finish: part.finishReason, input, output });
        }
      }
    });
}
