import assert from "node:assert/strict";
import { test } from "node:test";

import { DOORS, address, doorOf, readRoute } from "../../../src/bluezone/citizen/pages/parts/router.js";

test("a hash names a screen, one thing in it, and fields", () => {
  assert.deepEqual(readRoute("#/days"), { path: "days", params: {} });
  assert.deepEqual(readRoute("#/days/2026-11-24"), { path: "days", params: { id: "2026-11-24" } });
  assert.deepEqual(readRoute("#/positive?code=1234&b=x%20y"), { path: "positive", params: { code: "1234", b: "x y" } });
});

test("codes on paper lead to their screens", () => {
  assert.deepEqual(readRoute("#v=AQID_-w"), { path: "places", params: { v: "AQID_-w" } });
  assert.deepEqual(readRoute("#i="), { path: "install", params: { i: "" } });
  assert.deepEqual(readRoute("#i=LC-1&f=ab"), { path: "install", params: { i: "LC-1", f: "ab" } });
});

test("whatever cannot be read is the first screen", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#x=1", "#%%%", "#/%%%?%%=%", "#/__proto__", "#/constructor"]) {
    assert.equal(readRoute(hash).path, "home", hash);
  }
});

test("every screen has one address", () => {
  assert.equal(new Set(DOORS.map((each) => each.path)).size, DOORS.length);
  for (const { path } of DOORS) assert.equal(doorOf(readRoute(address(path)).path).path, path);
  assert.equal(address("#/days"), "#/days");
  assert.equal(DOORS.filter((each) => each.bar).length, 5);
});
