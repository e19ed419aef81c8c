// Your data: what is kept and by whom, everything to take along, and everything deleted.

import "../look/marks.css";
import { useReducer } from "react";
import { Screen } from "../parts/Screen.tsx";
import { Delete } from "./data/Delete.tsx";
import { Export } from "./data/Export.tsx";
import { ThisBrowser } from "./data/ThisBrowser.tsx";
import { WhoHoldsWhat } from "./data/WhoHoldsWhat.tsx";

export default function YourData() {
  // Drafts are in the browser's storage, which tells its own page nothing: whoever clears them says so.
  const [, look] = useReducer((times: number) => times + 1, 0);
  return (
    <Screen title="Your data" lead="Everything darasa holds about you. Take it with you, or have it deleted.">
      <div className="cols aside">
        <div className="stack g5">
          <Export />
          <ThisBrowser changed={look} />
          <Delete />
        </div>
        <WhoHoldsWhat />
      </div>
    </Screen>
  );
}
