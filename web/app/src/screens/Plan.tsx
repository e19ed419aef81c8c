// Plan and usage: what is used and left of each kind, when a use counts, and receipts of the last weeks.

import "../look/lobby.css";
import { Loaded } from "../parts/Loading.tsx";
import { Screen } from "../parts/Screen.tsx";
import { planName } from "../parts/Shell.tsx";
import { useMe } from "../queries/queries.ts";
import { Receipts } from "./plan/Receipts.tsx";
import { Uses, WhatCounts } from "./plan/Uses.tsx";
import { YourPlan } from "./plan/YourPlan.tsx";

export default function Plan() {
  const me = useMe();
  const on = me.data ? `You are on the ${planName(me.data.plan)}. ` : "";
  return (
    <Screen title="Plan and usage" lead={`${on}A use is counted once, when the result is yours.`}>
      <div className="cols aside plan">
        <div className="stack g5">
          <Loaded of={me} what="your plan">
            {({ features }) => <Uses features={features} />}
          </Loaded>
          <WhatCounts />
        </div>
        {me.data && <YourPlan me={me.data} />}
        <Receipts />
      </div>
    </Screen>
  );
}
