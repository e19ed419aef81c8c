// Keyword report: which of the ad's terms the résumé has, where, and which it lacks; counted, and no model's.

import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import type { Schema } from "../../queries/api.ts";

const SHOWN = 8;

export function Keywords({ report }: { report: Schema["KeywordReport"] }) {
  const { found, missing, coverage, source } = report;
  const all = found.length + missing.length;
  return (
    <section className="card stack" aria-labelledby="keywords">
      <div className="stack g1">
        <h2 id="keywords">
          {coverage === null || all === 0 ? "No keywords in the ad" : `${found.length} of ${all} keywords`}
        </h2>
        <p className="tiny dim">
          {source === "text"
            ? "Computed by counting words, no AI. Repeatable: the same file gives the same report."
            : "Computed, no AI judged it; the words were read off the file by the model, so that places are not known."}
        </p>
      </div>
      {found.length > 0 && <Found terms={found} />}
      {missing.length > 0 && (
        <div className="stack g2">
          <h3 className="small">Missing</h3>
          <ul className="chips">
            {missing.map(({ term }) => (
              <li className="chip miss" key={term}>
                <Icon name="minus" />
                {term}
              </li>
            ))}
          </ul>
        </div>
      )}
      {missing.length > 0 && <p className="small dim">Add one only if it is true. An interviewer will ask.</p>}
      <Places terms={found} />
    </section>
  );
}

function Found({ terms }: { terms: Schema["FoundTerm"][] }) {
  const [all, setAll] = useState(false);
  const shown = all ? terms : terms.slice(0, SHOWN);
  return (
    <div className="stack g2">
      <h3 className="small">Found</h3>
      <ul className="chips">
        {shown.map(({ term, count }) => (
          <li className="chip found" key={term}>
            <Icon name="check" />
            {count > 1 ? `${term} ×${count}` : term}
          </li>
        ))}
      </ul>
      {terms.length > shown.length && (
        <div>
          <button className="btn quiet slim" type="button" onClick={() => setAll(true)}>
            {terms.length - shown.length} more
          </button>
        </div>
      )}
    </div>
  );
}

function Places({ terms }: { terms: Schema["FoundTerm"][] }) {
  const placed = terms.filter(({ places }) => places.length > 0);
  if (placed.length === 0) return null;
  return (
    <details>
      <summary>
        <Icon name="forward" />
        Where your résumé has them
      </summary>
      <dl className="who-what">
        {placed.map(({ term, as, places }) => (
          <div key={term}>
            <dt>
              {term}
              {as !== undefined && as !== term && ` (as “${as}”)`}
            </dt>
            {places.map(({ line, section, excerpt }, index) => (
              <dd key={index}>
                Line {line}
                {section && `, ${section}`}: {excerpt}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  );
}
