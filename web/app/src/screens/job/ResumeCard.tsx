// Résumé card: the latest score and how much of the ad it names, or what a check would tell.

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { Icon } from "../../parts/Icon.tsx";
import { Rating } from "../../parts/Strokes.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useMe, useReads } from "../../queries/queries.ts";
import { allowance } from "./allowance.ts";

export function ResumeCard({ job }: { job: string }) {
  const { data, isError } = useQuery(useReads().analyses(job));
  const [latest] = data ?? [];
  return (
    <section className="card stack g3" aria-labelledby="resume">
      <h2 id="resume">Résumé</h2>
      {latest && data && <Latest latest={latest} version={data.length} job={job} />}
      {!data && !isError && <span className="bone w3" />}
      {(isError || data?.length === 0) && <None job={job} unread={isError} />}
    </section>
  );
}

type LatestProps = { latest: Schema["StoredAnalysis"]; version: number; job: string };

function Latest({ latest: { overallScore, keywords }, version, job }: LatestProps) {
  const found = keywords.found.length;
  const all = found + keywords.missing.length;
  return (
    <>
      <Rating value={overallScore} />
      {all > 0 && (
        <p className="small dim">
          Version {version} names {found} of the {all} things this ad asks for.
        </p>
      )}
      <Link className="back fwd" href={paths.resume(job)}>
        Open the report
        <Icon name="forward" />
      </Link>
    </>
  );
}

function None({ job, unread }: { job: string; unread: boolean }) {
  const { data: me } = useMe();
  return (
    <>
      <p className="small dim">
        {unread
          ? "Earlier reports could not be read."
          : "See how yours fits this ad: five ratings with reasons, and which words of the ad it names."}
        {me && ` ${allowance(me.features.resumeAnalyses, "résumé check").said}.`}
      </p>
      <Link className="btn wide" href={paths.resume(job)}>
        <Icon name="file" />
        Check a résumé
      </Link>
    </>
  );
}
