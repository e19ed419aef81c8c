// Proxy before darasa that breaks connections on request: a stream that ends too early, or is reset, after some bytes.

import { Agent, createServer, request } from "node:http";

/** @typedef {{ path: RegExp, bytes: number, how: "end" | "reset", times: number }} Cut */

/** Starts it before `target`; `cut` breaks the next replies to a path, `waitForAll` says when all of them went through. */
export async function startProxy(target) {
  const backend = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const cuts = [];
  const server = createServer((asked, reply) => {
    const index = cuts.findIndex(({ path, times }) => times > 0 && path.test(asked.url));
    const cut = index < 0 ? null : cuts[index];
    if (cut) cut.times -= 1;
    const { hostname, port } = backend;
    const passed = request({ agent, hostname, port, path: asked.url, method: asked.method, headers: asked.headers });
    passed.on("response", (from) => pass(from, reply, cut));
    passed.on("error", () => reply.destroy());
    // Whoever leaves is seen to leave.
    reply.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut: (path, { bytes = 600, how = "end", times = 1 } = {}) => cuts.push({ path, bytes, how, times }),
    stop() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

/** @param {Cut | null} cut */
function pass(from, reply, cut) {
  reply.writeHead(from.statusCode, from.headers);
  if (!cut) return from.pipe(reply);
  let left = cut.bytes;
  from.on("data", (data) => {
    if (left <= 0) return;
    reply.write(data.subarray(0, left));
    left -= data.length;
    if (left > 0) return;
    // An end without `[DONE]` is a whole reply for HTTP; a reset is none.
    if (cut.how === "end") reply.end();
    else setImmediate(() => reply.destroy());
  });
}
