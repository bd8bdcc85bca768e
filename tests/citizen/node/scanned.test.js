import assert from "node:assert/strict";
import { test } from "node:test";

import { LONGEST, SHOWN, classified, shown } from "../../../src/bluezone/citizen/pages/core/scanned.js";

const SITE = "https://bluezone.laichau.example";

test("a venue's code is known by its fragment, whatever site printed it", () => {
  const texts = [`${SITE}/app/#v=AQID-_8`, "http://old.example/app/#v=AQID-_8", `  ${SITE}/app/#v=AQID-_8\n`];

  const found = texts.map((text) => classified(text, SITE));

  assert.deepEqual(found, texts.map(() => ({ kind: "venue", code: "AQID-_8" })));
});

test("an install link counts only when it leads to this installation", () => {
  const ours = [SITE, `${SITE}/`, `${SITE}/app/`, `${SITE}/app/#i=03387&f=abc`].map((text) => classified(text, SITE).kind);
  const lookAlikes = ["https://bluezone.laichau.example.evil.example/app/", "http://bluezone.laichau.example/app/", `${SITE}/other/`].map(
    (text) => classified(text, SITE).kind,
  );

  assert.deepEqual(new Set(ours), new Set(["install"]));
  assert.deepEqual(new Set(lookAlikes), new Set(["foreign"]));
  assert.equal(classified(`${SITE}/app/`, "").kind, "foreign");
});

test("a code of a test result is read alone, in groups or behind a link", () => {
  const texts = ["12345678", "1234 5678", "2345-6789-ABCD-EFGH", `${SITE}/app/#c=12345678`];

  const codes = texts.map((text) => classified(text, SITE));

  assert.deepEqual(codes.map((each) => each.kind), texts.map(() => "verification"));
  assert.equal(codes[2].code, "23456789abcdefgh");
});

test("a code of 4 KB is not ours and is shown cut", () => {
  const found = classified(`${SITE}/app/#v=${"A".repeat(4096)}`, SITE);

  assert.equal(found.kind, "foreign");
  assert.equal(found.reason, "long");
  assert.ok([...found.shown].length <= SHOWN + 1);
});

test("markup and script are only text", () => {
  const texts = ["<script>alert(1)</script>", "javascript:alert(1)", "data:text/html,<b>x</b>", "<img src=x onerror=alert(1)>"];

  const found = texts.map((text) => classified(text, SITE));

  assert.deepEqual(found.map((each) => [each.kind, each.reason]), texts.map(() => ["foreign", "other"]));
  assert.equal(found[0].shown, texts[0]);
});

test("a strange link is named as a link and is nothing more than text", () => {
  const found = classified("https://evil.example/login?next=%2F", SITE);

  assert.deepEqual(found, { kind: "foreign", reason: "link", shown: "https://evil.example/login?next=%2F" });
});

test("marks that turn or hide writing are not shown", () => {
  const text = shown("a\u202egnp.exe\u0000\u200b\n\tb");

  assert.equal(text, "a gnp.exe b");
});

test("what looks like ours and is not whole is garbled", () => {
  const texts = [`${SITE}/app/#v=`, `${SITE}/app/#v=ab%cd`, `${SITE}/app/#c=123`, `${SITE}/app/#d=short`];

  const reasons = texts.map((text) => classified(text, SITE).reason);

  assert.deepEqual(reasons, texts.map(() => "garbled"));
});

test("nothing is empty", () => {
  assert.deepEqual(classified(" \n ", SITE), { kind: "foreign", reason: "empty", shown: "" });
});

test("any text has an answer", () => {
  const signs = "aA0 /#=:.%-_<>&?\u202e\u0000é\ud800ệ😀\n";
  let seed = 7;
  const next = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let turn = 0; turn < 3000; turn += 1) {
    const start = ["", SITE, `${SITE}/app/#v=`, `${SITE}/app/#d=`, "https://"][next(5)];
    const text = start + Array.from({ length: next(LONGEST + 60) }, () => signs[next(signs.length)]).join("");
    const found = classified(text, SITE);
    assert.ok(["venue", "install", "verification", "declaration", "foreign"].includes(found.kind));
  }
});
