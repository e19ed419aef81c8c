// Which migrations would block those who use the database, or break the code that runs meanwhile: each rule with a migration
// that it refuses, and the ways round it that are fine.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, main, root, run } from "./lib.mjs";

const REFUSED = {
  "adding-required-field": "alter table users add column nickname text not null;",
  "adding-not-nullable-field": "alter table users alter column name set not null;",
  "adding-field-with-default": "alter table users add column seen_at timestamptz default clock_timestamp();",
  "adding-serial-primary-key-field": "alter table users add column number serial primary key;",
  "changing-column-type": "alter table interviews alter column mints type bigint;",
  "constraint-missing-not-valid": "alter table users add constraint users_name_short check (length(name) < 99);",
  "adding-foreign-key-constraint": "alter table usage add constraint usage_subject foreign key (subject_id) references answers (id);",
  "disallowed-unique-constraint": "alter table users add constraint users_email_taken unique (email);",
  "require-concurrent-index-creation": "create index users_by_email on users (email);",
  "require-concurrent-index-deletion": "drop index job_infos_newest_of_user;",
  "require-concurrent-reindex": "reindex table users;",
  "ban-concurrent-index-creation-in-transaction": "create index concurrently users_by_email on users (email);\nselect 1;",
  "ban-drop-column": "alter table users drop column image_url;",
  "ban-drop-table": "drop table ai_budgets;",
  "ban-drop-constraint": "alter table users drop constraint users_id_is_clerks;",
  "renaming-column": "alter table users rename column image_url to picture;",
  "renaming-table": "alter table users rename to people;",
};
const FINE = {
  "a new table, with all that belongs to it":
    "create table notes (\n    id uuid not null,\n    text text not null,\n    constraint notes_pkey primary key (id)\n);\n\n" +
    "create index notes_by_text on notes (text);\nalter table notes add constraint notes_short check (length(text) < 99);",
  "a column that may be null, or has a constant default":
    "alter table users add column nickname text;\nalter table users add column visits bigint not null default 0;",
  "a constraint that is not checked yet, and one that is checked later":
    "alter table users add constraint users_name_short check (length(name) < 99) not valid;",
  "what somebody has thought about": "-- Nobody rolls back to 0.1.0 any more.\n-- squawk-ignore ban-drop-column\nalter table users drop column image_url;",
};
const CONCURRENT = "create index concurrently users_by_email on users (email);\n";
const folder = mkdtempSync(join(tmpdir(), "darasa-migrations-"));

await main(async () => {
  for (const [rule, sql] of Object.entries(REFUSED)) {
    await check(`${rule}: ${sql.split("\n")[0]}`, async () => {
      const { code, output } = await lint("V99__change.sql", sql);
      assert.equal(code, 1, output);
      assert.match(output, new RegExp(`V99__change.sql:\\d+:\\d+: (warning|error): ${rule} `));
    });
  }
  for (const [what, sql] of Object.entries(FINE)) {
    await check(`fine: ${what}`, async () => passes(await lint("V99__change.sql", sql)));
  }
  await check("an index is made concurrently in a file of its own", async () => {
    passes(await lint("V99__users_by_email__concurrent.sql", CONCURRENT));
    const { code, output } = await lint("V99__users_by_email__concurrent.sql", "create table plain (id bigint);");
    assert.equal(code, 1);
    assert.match(output, /nothing in it is concurrent/);
  });
  await check("the line is the one that is wrong", async () => {
    const { output } = await lint("V99__change.sql", "-- Two lines.\nalter table users add column nickname text;\ndrop table usage;\n");
    assert.match(output, /V99__change.sql:3:1: /);
  });
  await check("a file that is no migration is a wrong use", async () => {
    assert.equal((await lint("change.sql", "select 1;")).code, 2);
    assert.equal((await run(join(root, "ci/lint-migrations"), [join(folder, "V1__nothing.sql")])).code, 2);
  });
  await check("all that has not landed before anybody's data is fine", async () => passes(await run(join(root, "ci/lint-migrations"), [])));
}, () => rmSync(folder, { recursive: true }));

function lint(name, sql) {
  const file = join(folder, name);
  writeFileSync(file, sql);
  return run(join(root, "ci/lint-migrations"), [file]);
}

function passes({ code, output }) {
  assert.equal(code, 0, output);
}
