// Entry of the practice app: what has to happen before anything else, then the app in the place of its skeleton.

import "./strict-policy.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { reloadAfterDeployment } from "./deployment.ts";
import { keepFocus } from "./parts/keep-focus.ts";
import { queryClient } from "./queries/client.ts";

reloadAfterDeployment();
keepFocus();
const root = document.querySelector("#app");
if (!root) throw new Error("index.html has no #app");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
