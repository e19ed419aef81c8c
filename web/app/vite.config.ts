// Vite's settings: the app is built into public/app, whose files are committed, and CI builds them anew and compares.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";
import { TARGET } from "../target.mjs";

/** Where `npm run dev` finds the API: `cargo dev` on its usual port. */
const API = "http://127.0.0.1:3000";
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Written for React's API; built with Preact, which is a tenth of its size. The way back is to leave this out. */
const PREACT = {
  "react/jsx-runtime": "preact/jsx-runtime",
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  react: "preact/compat",
};

export default defineConfig(({ command }): UserConfig => ({
  root: here("."),
  base: "/app/",
  publicDir: false,
  plugins: [react()],
  // The AI SDK would bring another copy of zod, one that tries to compile code although it is told not to.
  resolve: { dedupe: ["zod"], ...(command === "build" && { alias: PREACT }) },
  build: {
    outDir: here("../../public/app"),
    emptyOutDir: true,
    target: TARGET,
    // The page's policy has no `data:` for scripts and fonts, and files are cached for a year anyway.
    assetsInlineLimit: 0,
    // The polyfill sets an inline script; every browser of TARGET knows `modulepreload`.
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.txt" },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": API, "/dev": API } },
}));
