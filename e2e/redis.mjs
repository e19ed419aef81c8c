// Redis for an end-to-end test, if one is installed: streams are read live from it, and stopped by way of it.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { freePort, said, start } from "./lib.mjs";

const PROGRAMS = ["redis-server", "valkey-server"];
const SECONDS = 20;

/** Its address for `REDIS_URL`; null, and a line that says so: none is installed. It ends with the script. */
export async function startRedis() {
  const program = installed();
  if (!program) {
    console.log("  skip what needs Redis: neither redis-server nor valkey-server is on the PATH");
    return null;
  }
  const port = await freePort();
  const options = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no"];
  await said(start(program, options), "Ready to accept connections", SECONDS);
  return `redis://127.0.0.1:${port}`;
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
