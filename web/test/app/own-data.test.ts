// Own data, tested: an archive is received whole or not at all, and an erasure is confirmed word by word.

import { expect, test } from "vitest";
import { fileName, received, size } from "../../app/src/screens/data/download.ts";
import { isConfirmed, receiptPage, stepWords } from "../../app/src/screens/data/erasure.ts";

const streamed = (pieces: string[], broken = false) =>
  new Response(
    new ReadableStream({
      pull(out) {
        const piece = pieces.shift();
        if (piece !== undefined) out.enqueue(new TextEncoder().encode(piece));
        else if (broken) out.error(new TypeError("network error"));
        else out.close();
      },
    }),
  );

test("An archive is received piece by piece, and told of", async () => {
  const told: number[] = [];
  const archive = await received(streamed(["PK", "abc", "d"]), (bytes) => told.push(bytes));
  expect([await archive.text(), archive.type, told]).toEqual(["PKabcd", "application/zip", [2, 5, 6]]);
});

test("One that breaks off is no archive", async () => {
  await expect(received(streamed(["PK"], true), () => {})).rejects.toThrow("network error");
});

test("Its name is the one that the server gives, if that is a plain one", () => {
  const named = (value: string) => fileName(new Headers({ "Content-Disposition": value }));
  expect(named('attachment; filename="darasa-2026-11-28.zip"')).toBe("darasa-2026-11-28.zip");
  expect(named('attachment; filename="../../x.zip"')).toBe("darasa.zip");
  expect(fileName(new Headers())).toBe("darasa.zip");
  expect([0, 1024, 1_572_864].map(size)).toEqual(["1 KB", "1 KB", "1.5 MB"]);
});

test("An erasure takes the whole phrase, however it is written", () => {
  expect(["delete my data", "  Delete  MY data "].map(isConfirmed)).toEqual([true, true]);
  expect(["", "delete", "delete my dat", "delete my data!"].map(isConfirmed)).toEqual([false, false, false, false]);
});

test("A receipt has a page of its own, and its steps are told in words", () => {
  expect(receiptPage("/api/receipts/abc-_1")).toBe("/app/receipts/abc-_1");
  expect(stepWords({ name: "database", state: "done" })).toBe("Your data in the database: deleted.");
  expect(stepWords({ name: "hume", state: "gone" })).toBe("Spoken interviews at Hume: nobody has anything any more.");
});
