// Vite's settings: the app is built into public/app, whose files are committed, and CI builds them anew and compares.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Rolldown, type UserConfig } from "vite";
import { TARGET } from "../target.mjs";

/** Where `npm run dev` finds the API: `cargo dev` on its usual port. */
const API = "http://127.0.0.1:3000";
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What takes the place of a module in the build; the dev server has the modules themselves. */
const ALIASES = [
  // Written for React's API; built with Preact, which is a tenth of its size. The way back is to leave these four out.
  { find: "react/jsx-runtime", replacement: "preact/jsx-runtime" },
  { find: "react-dom/client", replacement: "preact/compat/client" },
  { find: "react-dom", replacement: "preact/compat" },
  { find: "react", replacement: "preact/compat" },
  // A hook for React before 18, of swr and wouter: ours has it, and the shim would load Preact as CommonJS.
  { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: "preact/compat" },
  // The AI SDK checks each part of a stream by zod, of which it uses little and loads all: 17 KB less.
  { find: /^zod\/v4$/, replacement: here("zod/classic.ts") },
  { find: /^zod\/v4\/core$/, replacement: here("zod/core.ts") },
];

/** The app's entry, and small parts that several screens share: in files of their own they would weigh more. */
const FIRST = inSource(
  "main",
  "parts/(Dialog|go-to)",
  "queries/(each-job|interviews|patience)",
  "screens/job/allowance",
  "screens/resume/categories",
  "screens/question/levels",
  "streams/(generation-state|press)",
);
/** What every screen with a stream loads. */
const STREAM = inSource(
  "parts/Ring",
  "streams/(event-stream|receipt-id|resumed-body|stop-stream|StreamNote|use-generation)",
);

function inSource(...files: string[]): RegExp {
  return new RegExp(`/app/src/(${files.join("|")})\\.tsx?$`);
}

/** Constants stay `const` and are put where they are used, which `var`, Vite's choice, does not let the minifier do. */
const OUTPUT = { topLevelVar: false } satisfies Rolldown.OutputOptions;
const OPTIMIZATION = { inlineConst: { mode: "all" } } satisfies Rolldown.InputOptions["optimization"];
/** Of the AI SDK: what they make and nobody uses is left out. */
const PURE = ["createDownload", "createIdGenerator", "createIdGenerator$1", "lazySchema", "withJsonValueCheck"];

export default defineConfig(({ command }): UserConfig => ({
  root: here("."),
  base: "/app/",
  publicDir: false,
  plugins: [react()],
  // The AI SDK would bring another copy of zod, one that tries to compile code although it is told not to.
  resolve: { dedupe: ["zod"], ...(command === "build" && { alias: ALIASES }) },
  build: {
    outDir: here("../../public/app"),
    emptyOutDir: true,
    target: TARGET,
    // The page's policy has no `data:` for scripts and fonts, and files are cached for a year anyway.
    assetsInlineLimit: 0,
    // The polyfill sets an inline script; every browser of TARGET knows `modulepreload`.
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.txt" },
    rolldownOptions: {
      optimization: OPTIMIZATION,
      treeshake: { manualPureFunctions: PURE },
      output: {
        ...OUTPUT,
        codeSplitting: {
          groups: [
            { name: "index", test: FIRST },
            { name: "stream", test: STREAM },
          ],
        },
      },
    },
  },
  worker: { format: "es", rolldownOptions: { optimization: OPTIMIZATION, output: OUTPUT } },
  server: { proxy: { "/api": API, "/dev": API } },
}));
