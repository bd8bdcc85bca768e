import assert from "node:assert/strict";
import { test } from "node:test";

import { callLink, telephones } from "../../../src/bluezone/citizen/pages/core/telephones.js";

const FEED = [
  { unit: "03388", name: { vi: "Trạm Y tế B", en: "Health station B" }, number: "0213 000 002" },
  { unit: "03386", name: { vi: "Trạm Y tế A", en: "Health station A" }, number: "0213 000 001" },
  { unit: "12", name: { vi: "Sở Y tế", en: "" }, number: "+84 213 000 003" },
  { unit: "03386", name: { vi: "Hỏng", en: "Broken" }, number: "call me" },
];

test("the person's own commune comes first, then the province", () => {
  const shown = telephones(FEED, "03386", "en");

  assert.deepEqual(shown.own.map((each) => each.name), ["Health station A"]);
  assert.deepEqual(shown.others.map((each) => each.name), ["Sở Y tế", "Health station B"]);
});

test("without a commune nobody's number is called one's own", () => {
  const shown = telephones(FEED, "", "vi");

  assert.deepEqual(shown.own, []);
  assert.equal(shown.others.length, 3);
});

test("no number is made up", () => {
  for (const feed of [undefined, []]) assert.deepEqual(telephones(feed, "03386", "vi"), { own: [], others: [] });
});

test("the installation's hotline is shown under its name", () => {
  const shown = telephones(FEED, "03386", "vi", "1900 0000", "Đường dây nóng");

  assert.deepEqual(shown.own.map((each) => each.link), ["tel:0213000001", "tel:19000000"]);
});

test("only what can be dialled becomes a link", () => {
  const links = ["0213 3876-001", "+84 (213) 000", "115", "12", "javascript:alert(1)", "", null, "1".repeat(16)].map(callLink);

  assert.deepEqual(links, ["tel:02133876001", "tel:+84213000", "tel:115", "", "", "", "", ""]);
});
