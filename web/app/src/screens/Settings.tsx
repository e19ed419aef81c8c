// Settings: the time zone and hour by which days are counted, how well questions are to be remembered, minutes a day;
// keys for programs.

import { Link } from "wouter";
import { Loaded } from "../parts/Loading.tsx";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import { useMe } from "../queries/queries.ts";
import { ApiKeys } from "./settings/ApiKeys.tsx";
import { SettingsForm } from "./settings/SettingsForm.tsx";

export default function Settings() {
  const me = useMe();
  return (
    <Screen title="Settings" lead="By these your days, your reviews and your plans are made.">
      <div className="stack g5 measure">
        <Loaded of={me} what="your settings">
          {(data) => <SettingsForm key={data.id} me={data} />}
        </Loaded>
        <ApiKeys />
        <p className="small dim">
          Your name, e-mail and picture are kept where you sign in. <Link href={paths.data()}>Your data</Link> tells who
          holds what.
        </p>
      </div>
    </Screen>
  );
}
