// zod's classic entry as far as the AI SDK uses it, made of the mini one, which is a third of its size.
//
// Both are the same checks under another surface: where classic has methods, mini has functions. Of the methods the SDK
// calls two; a function that it imports and mini does not have fails the build.

import { ZodMiniType, optional, pipe, transform } from "zod/v4/mini";

export * from "zod/v4/mini";

type Change = (value: unknown) => unknown;

Object.assign(ZodMiniType.prototype, {
  optional(this: ZodMiniType) {
    return optional(this);
  },
  transform(this: ZodMiniType, change: Change) {
    return pipe(this, transform(change));
  },
});
