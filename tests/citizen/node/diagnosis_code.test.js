import assert from "node:assert/strict";
import { test } from "node:test";

import { groupedCode, scannedCode, typedCode } from "../../../src/bluezone/citizen/pages/core/diagnosis_code.js";

const SLIP = "23456789abcdefgh";

test("spaces, dashes and dots in a code do not matter", () => {
  const typed = ["12345678", " 1234 5678 ", "1234-5678", "12.34.56.78", "1234\u20135678", "\uff11\uff12\uff13\uff14 5678", "\u200b12345678"];

  const codes = typed.map((text) => typedCode(text).code);

  assert.deepEqual(new Set(codes), new Set(["12345678"]));
});

test("a code of a slip is read in capitals and groups", () => {
  assert.equal(typedCode("2345 6789 ABCD EFGH").code, SLIP);
});

test("what cannot be a code is named", () => {
  const typed = ["", "  ", "1234567", "123456789", "abc", "xin chào", `${SLIP}x`, "0000000000000000"];

  const faults = typed.map((text) => typedCode(text).fault);

  assert.deepEqual(faults, ["empty", "empty", "short", "long", "signs", "signs", "long", "long"]);
});

test("a link with a code is read wherever it was put", () => {
  const link = `https://bluezone.example/app/#c=${SLIP}`;

  assert.deepEqual(typedCode(link), { code: SLIP, fault: null });
  assert.deepEqual(scannedCode(link), { code: SLIP, fault: null });
});

test("a venue's code is told from a stranger's", () => {
  const venue = scannedCode("https://bluezone.example/app/#v=AAECAwQ");
  const strangers = ["https://evil.example/?code=12345678", "<script>alert(1)</script>", "1".repeat(4096), "hello"].map(scannedCode);

  assert.deepEqual(venue, { code: "", fault: "venue" });
  assert.deepEqual(strangers.map((each) => each.fault), ["foreign", "foreign", "foreign", "foreign"]);
});

test("a long text is no code and costs nothing", () => {
  assert.equal(typedCode("1".repeat(1_000_000)).fault, "long");
});

test("a code is shown in groups of four", () => {
  assert.deepEqual([groupedCode("12345678"), groupedCode("1234"), groupedCode("")], ["1234 5678", "1234", ""]);
});
