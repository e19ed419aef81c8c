// Guess of title, company and level: what people paste, and what is found in it.

import { expect, test } from "vitest";
import { EXAMPLE } from "../../app/src/screens/home/example.ts";
import { guess } from "../../app/src/screens/home/guess.ts";

test.each([
  ["Senior Platform Engineer\nHalden Weather\nOslo", "Senior Platform Engineer", "", "senior"],
  ["Data analyst at Ostrava Rail Data, Ostrava\n\nWe run trains.", "Data analyst", "Ostrava Rail Data", "mid-level"],
  ["Backend Engineer @ Nanga", "Backend Engineer", "Nanga", "mid-level"],
  ["Halden Weather – Site reliability engineer – Oslo", "Site reliability engineer", "Halden Weather", "mid-level"],
  ["# **Junior Designer** (m/f/d)\n\nAbout Lumen & Co\nWe draw.", "Junior Designer", "Lumen & Co", "junior"],
  ["Job title: Nurse\nCompany: St. Ada Hospital\n", "Nurse", "St. Ada Hospital", "mid-level"],
  ["Kiboko Labs is hiring a product manager to own search.", "product manager", "Kiboko Labs", "mid-level"],
  ["We're hiring: Staff Software Engineer\nRemote", "Staff Software Engineer", "", "senior"],
  ["Accountant\n\nMarula Foods makes jam in Arusha.\n5+ years of experience", "Accountant", "Marula Foods", "senior"],
  ["Developer\n2-4 years in a team", "Developer", "", "mid-level"],
  ["Developer\n1 year or none", "Developer", "", "junior"],
])("%j is understood", (ad, title, name, experienceLevel) => {
  expect(guess(ad)).toEqual({ title, name, experienceLevel });
});

test("a sentence about us is no title, and we are no company", () => {
  expect(guess("We are looking for people who like trains.\nOur engineers ride them.")).toEqual({
    title: "",
    name: "",
    experienceLevel: "mid-level",
  });
});

test("nothing is guessed of nothing", () => {
  expect(guess(" \n ")).toEqual({ title: "", name: "", experienceLevel: "mid-level" });
});

test("a title in the middle of a long ad is not looked for", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `Line ${index}`);
  expect(guess([...lines, "Platform engineer"].join("\n")).title).toBe("");
});

test("the example is an ad of which all is found", () => {
  expect(guess(EXAMPLE.description)).toEqual({
    title: EXAMPLE.title,
    name: "Nanga Freight",
    experienceLevel: EXAMPLE.experienceLevel,
  });
});

test("a line as long as an ad may be has no title in it", () => {
  expect(guess(`${"a".repeat(20_000)} is`).title).toBe("");
  expect(guess(`${"A ".repeat(10_000)}is`).title).toBe("");
});
