import assert from "node:assert/strict";
import { test } from "node:test";

import { compareFingerprints, inviteLink, onlyHere, readPoster, spoken, unitCode } from "../../../src/bluezone/citizen/pages/core/poster.js";

const PRINT = "3f9a1c20b7d84e5596ab10c2d3e4f50617283940a5b6c7d8e9f00112233445af";

test("a poster says a unit, its name and a fingerprint", () => {
  assert.deepEqual(readPoster({ i: "lc-tp1", n: "Phường Tân Phong", f: PRINT.toUpperCase() }), {
    unit: "LC-TP1",
    name: "Phường Tân Phong",
    fingerprint: PRINT,
  });
  assert.deepEqual(readPoster({}), { unit: "", name: "", fingerprint: "" });
});

test("what is not well-formed on a poster is left out", () => {
  assert.equal(readPoster({ i: "a b;c" }).unit, "");
  assert.equal(readPoster({ i: "X".repeat(17) }).unit, "");
  assert.equal(readPoster({ f: "not hex at all, and long" }).fingerprint, "");
  assert.equal(readPoster({ f: "abcd" }).fingerprint, "");
  assert.equal(readPoster({ n: "\u202egnoh P\u0007\u200b" }).name, "gnoh P");
  assert.equal([...readPoster({ n: "ồ".repeat(4096) }).name].length, 80);
});

test("a poster belongs to a server, to another one, or cannot be compared", () => {
  assert.equal(compareFingerprints(PRINT.slice(0, 16), PRINT), "same");
  assert.equal(compareFingerprints("a".repeat(16), PRINT), "other");
  assert.equal(compareFingerprints("", PRINT), "unknown");
  assert.equal(compareFingerprints(PRINT, ""), "unknown");
});

test("an invitation leads to the pages and carries the fingerprint where no server sees it", () => {
  const link = inviteLink({ site: "https://bluezone.example/", root_fingerprint: PRINT });

  assert.equal(link, `https://bluezone.example/app/#i=&f=${PRINT.slice(0, 32)}`);
  assert.equal(compareFingerprints(readPoster(Object.fromEntries(new URLSearchParams(link.split("#")[1]))).fingerprint, PRINT), "same");
  assert.equal(inviteLink({ site: "https://bluezone.example", root_fingerprint: "" }), "https://bluezone.example/app/#i=");
});

test("an address of this computer is told from one that others reach", () => {
  assert.ok(onlyHere("http://localhost:8000/app/") && onlyHere("http://127.0.0.1:8000"));
  assert.ok(!onlyHere("https://bluezone.example"));
});

test("a code is one code however it is typed", () => {
  assert.equal(unitCode(" lc-tp 1 "), "LC-TP1");
  assert.equal(unitCode("<script>"), "");
  assert.equal(spoken(PRINT), "3f9a 1c20 b7d8 4e55");
});
