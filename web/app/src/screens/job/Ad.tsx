// The ad: what everything starts from, with the ways to edit it and to delete the job.

import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import type { Schema } from "../../queries/api.ts";
import { DeleteJob } from "./DeleteJob.tsx";

export function Ad({ job, edit }: { job: Schema["JobInfo"]; edit: () => void }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <details className="card">
        <summary>
          <Icon name="forward" />
          The job ad
        </summary>
        <div className="stack g3 small">
          <p className="as-written">{job.description}</p>
          <div className="line">
            <button className="btn slim" type="button" onClick={edit}>
              <Icon name="edit" />
              Edit
            </button>
            <button className="btn slim danger" type="button" onClick={() => setDeleting(true)}>
              <Icon name="delete" />
              Delete job
            </button>
          </div>
        </div>
      </details>
      <DeleteJob job={job} open={deleting} close={() => setDeleting(false)} />
    </>
  );
}
