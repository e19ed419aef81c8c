// Hold of a use, noted while something is made of it: after a reload it tells whether the model has given up.

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schema } from "../queries/api.ts";
import { invalidateUse, keys } from "../queries/queries.ts";
import { HOLDS, type Making } from "./making.ts";
import { useMakingRecords } from "./use-making.ts";

/** To be called when the head has come: the use is held by then. */
export function useNoteHold(): (making: Making) => Promise<void> {
  const client = useQueryClient();
  const records = useMakingRecords();
  return useMemo(
    () => async (making) => {
      const feature = HOLDS[making.kind];
      if (!feature) return;
      await invalidateUse(client);
      const held = client.getQueryData<Schema["Me"]>(keys.me)?.features[feature].used;
      const isMade = records.find(making.kind, making.of, making.job) !== null;
      if (held !== undefined && isMade) records.put({ ...making, held });
    },
    [client, records],
  );
}
