// Content security policy's needs: zod without `new Function`, and the one Trusted Types policy that the page allows.

declare global {
  var __zod_globalConfig: { jitless: boolean } | undefined;
}

// zod tries whether it may compile code, which the policy forbids and reports.
globalThis.__zod_globalConfig = { jitless: true };

/** Hosts besides our own whose scripts may be loaded; `session/clerk.ts` adds the one of Clerk. */
const scriptOrigins = new Set([location.origin]);

export function allowScriptsOf(origin: string): void {
  scriptOrigins.add(origin);
}

type PolicyRules = { createScriptURL: (url: string) => string };
type PolicyFactory = { createPolicy: (name: string, rules: PolicyRules) => unknown };

// Not in TypeScript's DOM types, nor in every browser.
const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
trustedTypes?.createPolicy("default", {
  createScriptURL(url) {
    const { origin, protocol } = new URL(url, location.href);
    if (protocol === "blob:" || scriptOrigins.has(origin)) return url;
    throw new TypeError(`No script of ${origin} is allowed here.`);
  },
});
