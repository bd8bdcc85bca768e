import assert from "node:assert/strict";
import { test } from "node:test";

import { blocks } from "../../../src/bluezone/citizen/pages/core/paragraphs.js";
import { folded, matching, newestFirst, newsOf, readIn, withRead } from "../../../src/bluezone/citizen/pages/core/reading.js";

test("a blank line parts paragraphs and a dash begins an item", () => {
  const found = blocks("Ở nhà.\nGọi trạm y tế.\n\n- Đeo khẩu trang\n- Rửa tay\n\nCảm ơn.\n");

  assert.deepEqual(found, [
    { kind: "paragraph", text: "Ở nhà. Gọi trạm y tế." },
    { kind: "list", items: ["Đeo khẩu trang", "Rửa tay"] },
    { kind: "paragraph", text: "Cảm ơn." },
  ]);
});

test("a list between two lines keeps its place", () => {
  assert.deepEqual(blocks("Mang theo:\n- nước\nRồi đi.").map((each) => each.kind), ["paragraph", "list", "paragraph"]);
});

test("markup is text", () => {
  assert.deepEqual(blocks("<b>đậm</b>"), [{ kind: "paragraph", text: "<b>đậm</b>" }]);
});

test("a search needs no tone marks", () => {
  const entries = ["Khẩu trang có cần không?", "Đường dây nóng", "Pin có nhanh hết?"];

  assert.deepEqual(matching(entries, "khau trang", (each) => each), [entries[0]]);
  assert.deepEqual(matching(entries, "NÓNG duong", (each) => each), [entries[1]]);
  assert.deepEqual(matching(entries, "  ", (each) => each), entries);
  assert.deepEqual(matching(entries, "voi", (each) => each), []);
  assert.equal(folded("Đặng Thị  Ngọc"), "dang thi ngoc");
});

test("a search is decomposed or composed alike", () => {
  assert.equal(folded("ệ".normalize("NFD")), folded("ệ".normalize("NFC")));
});

test("reading an item takes its mark away and keeps what others remember", () => {
  const after = withRead({ exposures: ["x"], news: ["a"] }, "b");

  assert.deepEqual(after, { exposures: ["x"], news: ["a", "b"] });
  assert.deepEqual(withRead(after, "a").news, ["b", "a"]);
  assert.deepEqual([readIn(null), readIn({ news: [1, "a"] }), readIn(withRead(null, "c"))], [[], ["a"], ["c"]]);
});

test("the newest news comes first", () => {
  const items = ["2026-11-01T00:00:00Z", "2026-11-24T00:00:00Z"].map((issued) => ({ issued }));

  assert.deepEqual(newestFirst(items).map((each) => each.issued), ["2026-11-24T00:00:00Z", "2026-11-01T00:00:00Z"]);
});

test("a feed without news, or of another shape, has no news", () => {
  const both = { vi: "a", en: "b" };
  const good = { content: { items: [{ id: "a", issued: "2026-11-24T00:00:00Z", title: both, text: both }], isolation_days: 7 } };

  assert.equal(newsOf(good)?.items.length, 1);
  assert.deepEqual([newsOf(null), newsOf({ content: { items: 4 } })], [null, null]);
});
