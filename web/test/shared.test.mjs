// Shared parts of build and page: examples, requests, curl commands, and the words of a stream however it is cut.

import assert from "node:assert/strict";
import { test } from "node:test";
import { curl } from "../reference/curl.mjs";
import { operations } from "../reference/shared/document.mjs";
import { made } from "../reference/shared/example.mjs";
import { request } from "../reference/shared/request.mjs";
import { protocolOf, words } from "../reference/shared/stream.mjs";

const document = {
  tags: [{ name: "Things" }],
  security: [{ bearer: [] }, { cookie: [] }],
  components: {
    securitySchemes: { bearer: { type: "http", scheme: "bearer" }, cookie: { type: "apiKey", in: "cookie" } },
    parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } } },
    schemas: {
      Thing: {
        type: "object",
        properties: {
          name: { type: "string", example: "it's" },
          kind: { enum: ["a", "b"] },
          count: { type: "integer", minimum: 3 },
          parts: { type: "array", items: { $ref: "#/components/schemas/Thing" } },
        },
      },
    },
  },
  paths: {
    "/api/things/{id}": {
      patch: {
        operationId: "changeThing",
        tags: ["Things"],
        parameters: [
          { $ref: "#/components/parameters/Id" },
          { name: "fields", in: "query", schema: { type: "string" } },
          { name: "If-Match", in: "header", schema: { type: "string" } },
        ],
        requestBody: {
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Thing" }, example: { name: "it's" } },
          },
        },
        responses: { 200: { content: { "text/plain": {}, "text/event-stream": {} } } },
      },
    },
  },
};
const [operation] = operations(document);
assert.ok(operation);

/** @param {Record<string, string>} values */
function filled(values) {
  assert.ok(operation);
  const form = {
    value: (/** @type {string} */ place, /** @type {string} */ name) => values[name || place] ?? "",
    file: () => undefined,
  };
  return request(document, operation, { ...form, token: values["token"] ?? "" });
}

test("a value is made of a schema, and one that contains itself ends", () => {
  const thing = made(document, { $ref: "#/components/schemas/Thing" });
  assert.deepEqual({ ...thing, parts: [] }, { name: "it's", kind: "a", count: 3, parts: [] });
  assert.ok(JSON.stringify(thing).length < 1000);
});

test("what is left empty is not sent, and what is sent is encoded", () => {
  const sent = filled({ id: "a/b", fields: "x y", token: "t", body: "{}" });
  assert.equal(sent.url, "/api/things/a%2Fb?fields=x+y");
  assert.equal(sent.body, "{}");
  assert.deepEqual(sent.headers, {
    Accept: "text/event-stream, text/plain, application/problem+json",
    Authorization: "Bearer t",
    "Content-Type": "application/json",
  });
  const bare = filled({ id: "1", "If-Match": '"2"' });
  assert.equal(bare.url, "/api/things/1");
  assert.equal(bare.body, undefined);
  assert.deepEqual(bare.headers, {
    Accept: "text/event-stream, text/plain, application/problem+json",
    "If-Match": '"2"',
  });
});

test("a curl command has what is required, and quotes for the shell", () => {
  const lines = curl(document, operation).split(" \\\n  ");
  assert.match(lines[0] ?? "", /^curl -N "\$URL\/api\/things\/[0-9a-f-]{36}"$/);
  assert.deepEqual(lines.slice(1), [
    "-X PATCH",
    '-H "Authorization: Bearer $TOKEN"',
    '-H "Content-Type: application/json"',
    `-d '{"name":"it'\\''s"}'`,
  ]);
});

/** @param {string} text */
function delta(text) {
  return `data: ${JSON.stringify({ type: "text-delta", id: "0", delta: text })}\n\n`;
}

test("the words of a stream are the same wherever it is cut", () => {
  const streams = /** @type {const} */ ([
    ["ui", `: alive\n\ndata: {"type":"start"}\n\n${delta("Ein ")}${delta("\n\nWort")}data: [DONE]\n\n`],
    ["v1", '2:[{"questionId":"1"}]\n0:"Ein "\n0:"\\n\\nWort"\nd:{"finishReason":"stop"}\n'],
    ["text", "Ein \n\nWort"],
  ]);
  for (const [protocol, stream] of streams) {
    for (let at = 1; at < stream.length; at += 1) {
      const read = words(protocol);
      read(stream.slice(0, at));
      assert.equal(read(stream.slice(at)), "Ein \n\nWort", `${protocol} cut at ${at}`);
    }
  }
});

test("an error in mid-stream is shown", () => {
  assert.match(words("ui")('data: {"type":"error","errorText":"The model failed"}\n\n'), /\[The model failed\]/);
  assert.match(words("v1")('3:"The model failed"\n'), /\[The model failed\]/);
});

test("a reply's headers tell its protocol", () => {
  const of = (/** @type {Record<string, string>} */ headers) => protocolOf(new Headers(headers));
  assert.equal(of({ "content-type": "text/event-stream" }), "ui");
  assert.equal(of({ "content-type": "text/plain; charset=utf-8", "x-vercel-ai-data-stream": "v1" }), "v1");
  assert.equal(of({ "content-type": "text/plain; charset=utf-8" }), "text");
  assert.equal(of({ "content-type": "application/json" }), undefined);
});
