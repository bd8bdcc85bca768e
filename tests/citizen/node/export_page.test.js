import assert from "node:assert/strict";
import { test } from "node:test";

import { DOCUMENTS, collected, escaped, readablePage, rowsOf } from "../../../src/bluezone/citizen/pages/core/export_page.js";

test("a text stays a text inside a page", () => {
  assert.equal(escaped(`<a href="x" title='y'>&`), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
});

test("a page to read runs nothing, whatever it holds", () => {
  const evil = `"><script>alert(1)</script>`;
  const page = readablePage(evil, evil, evil, [{ title: evil, rows: [[evil, evil]] }]);

  assert.ok(!page.includes("<script"));
  assert.match(page, /default-src 'none'/);
});

test("every value of a document has a row", () => {
  assert.deepEqual(rowsOf({ a: { b: 1, c: [true, null] }, d: "x" }), [
    ["a · b", "1"],
    ["a · c · 0", "true"],
    ["a · c · 1", "null"],
    ["d", "x"],
  ]);
});

test("everything that a person chose or wrote is collected, and nothing that was never there", async () => {
  const kept = { notes: { "2026-11-24": "x" }, choices: { language: "vi" } };
  const device = {
    settings: async (name) => kept[name] ?? null,
    days: async () => [1],
    exposures: async () => [2],
    checkins: async () => [3],
    reportState: async () => null,
  };

  assert.deepEqual(await collected(device, DOCUMENTS), { days: [1], exposures: [2], checkins: [3], report: null, documents: kept });
});
