// API keys in words: what one may do, and how long it is good for.

import { expect, test } from "vitest";
import type { Schema } from "../../app/src/queries/api.ts";
import {
  ENDS,
  endOf,
  isExpired,
  MOST_KEYS,
  PURPOSES,
  purposeOf,
  scopesOf,
} from "../../app/src/screens/settings/api-key-text.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const key = (expiresAt: string | null): Schema["ApiKey"] => ({
  id: "0d3e7f10-5a4b-4c6d-8e9f-000000000001",
  name: "Anki export",
  scopes: ["read"],
  createdAt: "2026-11-01T12:00:00.000Z",
  expiresAt,
  lastUsedOn: null,
});

test("What a key may do is one choice for each set of scopes, the least where it is none of them", () => {
  expect(PURPOSES.map(({ value }) => scopesOf(value))).toEqual([["read"], ["practice"], ["read", "practice"]]);
  expect(scopesOf("everything")).toEqual(["read"]);
  const words = PURPOSES.map(({ value }) => purposeOf(scopesOf(value)));
  expect(words).toEqual(["looks", "practises", "looks and practises"]);
  expect(purposeOf(["practice", "read"])).toBe("looks and practises");
});

test("A key is over at the very moment of its end, and not before", () => {
  expect(isExpired(key("2026-11-28T12:00:00.000Z"), NOW)).toBe(true);
  expect(isExpired(key("2026-11-28T12:00:00.001Z"), NOW)).toBe(false);
  expect(isExpired(key(null), NOW)).toBe(false);
});

test("The end of a key is told in words", () => {
  expect(endOf(key(null), NOW)).toBe("no end");
  expect(endOf(key("2026-12-24T12:00:00.000Z"), NOW)).toMatch(/^until .*24/);
  expect(endOf(key("2026-11-20T12:00:00.000Z"), NOW)).toMatch(/^ended on .*20/);
});

test("The ends that are offered are those that the server takes, and none", () => {
  const days = ENDS.map(({ value }) => value).filter((value) => value !== "");
  expect(days.every((value) => Number(value) >= 1 && Number(value) <= 365)).toBe(true);
  expect(ENDS.at(-1)?.value).toBe("");
  expect(MOST_KEYS).toBe(10);
});
