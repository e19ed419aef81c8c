// Open client of the API: what is for whoever has an address, without a session.

import { createApi } from "../../../src/client.ts";

export const openApi = createApi({ token: () => null });
