import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";

import { firstLanguage, learn, places, speech } from "../../../src/bluezone/citizen/pages/parts/words.js";

const FOLDER = new URL("../../../src/bluezone/citizen/pages/words/", import.meta.url);

test("both languages say the same things, with the same places to fill", async () => {
  for (const file of await readdir(FOLDER)) {
    const { words } = await import(new URL(file, FOLDER).href);
    assert.deepEqual(Object.keys(words.vi).sort(), Object.keys(words.en).sort(), file);
    for (const key of Object.keys(words.vi)) {
      assert.ok(words.vi[key].trim() && words.en[key].trim(), `${file} ${key}`);
      assert.deepEqual(places(words.vi[key]), places(words.en[key]), `${file} ${key}`);
    }
  }
});

test("one thing and several things are told apart where a language does", () => {
  learn({ vi: { "a.count": "{count} lần" }, en: { "a.count": "{count} {count|time|times}" } });

  assert.equal(speech("en").t("a.count", { count: 1 }), "1 time");
  assert.equal(speech("en").t("a.count", { count: 1200 }), "1,200 times");
  assert.equal(speech("vi").t("a.count", { count: 1200 }), "1.200 lần");
});

test("what is filled in is never read as another place", () => {
  learn({ vi: { "a.name": "Chào {name}" }, en: { "a.name": "Hello {name}" } });

  assert.equal(speech("vi").t("a.name", { name: "{name} $& <b>" }), "Chào {name} $& <b>");
});

test("a missing word shows its key, and a missing value its place", () => {
  assert.equal(speech("vi").t("no.such.key"), "no.such.key");
  assert.equal(speech("vi").t("a.name"), "Chào {name}");
});

test("Vietnamese comes first unless the browser asks for English", () => {
  assert.equal(firstLanguage(undefined, []), "vi");
  assert.equal(firstLanguage(undefined, ["fr-FR", "de"]), "vi");
  assert.equal(firstLanguage(undefined, ["en-GB", "vi"]), "en");
  assert.equal(firstLanguage(undefined, ["vi-VN", "en"]), "vi");
  assert.equal(firstLanguage("vi", ["en-GB"]), "vi");
  assert.equal(firstLanguage("xx", ["en-GB"]), "en");
});

test("a calendar day is the same day wherever the phone is", () => {
  assert.match(speech("en").day("2026-11-24"), /Tuesday,? 24 November/);
  assert.match(speech("vi").day("2026-11-24"), /Thứ Ba,? 24 tháng 11/);
});

test("a text of a feed is shown in the other language rather than not at all", () => {
  assert.equal(speech("en").either({ vi: "Chào", en: "" }), "Chào");
  assert.equal(speech("vi").either({ en: "Hello" }), "Hello");
  assert.equal(speech("vi").either(null), "");
});
