// Clerk sign-in: Clerk's own script, loaded from the host that the publishable key names, and its hosted pages.

import { allowScriptsOf } from "../strict-policy.ts";
import { SignInUnreachable, type ClerkSession } from "./session.ts";

/** What we use of clerk-js 6. */
type ClerkJs = {
  load(options: { telemetry: false }): Promise<void>;
  readonly user: { readonly id: string } | null | undefined;
  readonly session: { getToken(options?: { skipCache: boolean }): Promise<string | null> } | null | undefined;
  addListener(listener: () => void): () => void;
  redirectToSignIn(options: { signInForceRedirectUrl: string; signUpForceRedirectUrl: string }): Promise<unknown>;
  redirectToUserProfile(): Promise<unknown>;
  signOut(options: { redirectUrl: string }): Promise<void>;
};

declare global {
  interface Window {
    Clerk?: ClerkJs;
  }
}

const SCRIPT = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js";

export async function clerkSession(publishableKey: string): Promise<ClerkSession> {
  const origin = `https://${frontendHost(publishableKey)}`;
  allowScriptsOf(origin);
  await load(origin + SCRIPT, publishableKey);
  const clerk = window.Clerk;
  if (!clerk) throw new SignInUnreachable("Clerk's script did not start.");
  await clerk.load({ telemetry: false }).catch((error: unknown) => {
    throw new SignInUnreachable("Clerk does not answer.", { cause: error });
  });
  return {
    kind: "clerk",
    userId: () => clerk.user?.id ?? null,
    token: async (renewed = false) => (await clerk.session?.getToken({ skipCache: renewed })) ?? null,
    signIn() {
      const here = location.href;
      void clerk.redirectToSignIn({ signInForceRedirectUrl: here, signUpForceRedirectUrl: here });
    },
    openProfile: () => void clerk.redirectToUserProfile(),
    signOut: () => clerk.signOut({ redirectUrl: new URL("/app", location.href).href }),
    onChange: (changed) => clerk.addListener(changed),
  };
}

/** The host of Clerk's Frontend API: the key's third part in base64, which ends with `$`. */
export function frontendHost(publishableKey: string): string {
  const encoded = publishableKey.split("_")[2];
  if (!encoded) throw new SignInUnreachable("The publishable key of Clerk is not one.");
  return atob(encoded).replace(/\$$/, "");
}

function load(url: string, publishableKey: string): Promise<void> {
  const script = document.createElement("script");
  script.src = url;
  script.crossOrigin = "anonymous";
  script.dataset["clerkPublishableKey"] = publishableKey;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new SignInUnreachable(`Clerk's script at ${new URL(url).host} cannot be loaded.`));
    };
    document.head.append(script);
  });
}
