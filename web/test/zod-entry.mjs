// Entry of zod.test.mjs: what of the AI SDK is built with the app's settings, and tried.

export { asSchema, parseJsonEventStream, uiMessageChunkSchema } from "ai";
