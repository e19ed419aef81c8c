// zod's core as far as the AI SDK uses it: without the converter to JSON Schema, which only callers of a model need.

export { config } from "zod/v4/mini";

export function toJSONSchema(): never {
  throw new Error("The practice app is built without zod's JSON Schema: give the hook a `jsonSchema` instead.");
}
