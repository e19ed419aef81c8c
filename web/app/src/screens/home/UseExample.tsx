// Example job in one click: for whoever wants to look around first.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { paths } from "../../paths.ts";
import { useApi } from "../../queries/api.ts";
import { createJob, keepJob } from "../../queries/jobs.ts";

export function UseExample() {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: async () => createJob(api, (await import("./example.ts")).EXAMPLE, key),
    onSuccess(saved) {
      keepJob(client, saved);
      navigate(paths.job(saved.job.id));
    },
  });
  const send = useOnce(save);
  return (
    <>
      <div className="line">
        <ServerButton className="btn" onClick={send} busy={save.isPending} busyLabel="Adding…">
          Use an example
        </ServerButton>
      </div>
      {save.error && <ProblemNote error={save.error} title="The example was not added." retry={send} />}
    </>
  );
}
