import assert from "node:assert/strict";
import { test } from "node:test";

import { LIST, PIN, enrolledDevice, reopened, visit } from "./world.js";

test("a device is made of a link and a PIN, walks, and hands in", async () => {
  const { vault, device, place } = await enrolledDevice();

  await vault.append("visit", visit(1));
  await vault.append("visit", visit(2, "not_home"));
  const walked = (await vault.households(LIST)).slice(0, 3).map((row) => row.s);
  const before = await vault.standing();
  const result = await vault.sync();

  assert.deepEqual(walked, ["helped", "not_home", null]);
  assert.deepEqual([before.unsent, before.sent, before.oldest], [2, 0, "2026-11-24T01:00:00.000Z"]);
  assert.deepEqual([result.sent, result.problem], [2, null]);
  assert.deepEqual([...device.events.keys()], [1, 2]);
  assert.deepEqual(await vault.standing(), { unsent: 0, oldest: null, sent: 2, carried: 0 });
  const again = await reopened(place);
  assert.equal((await again.mine()).length, 2);
  assert.equal((await again.unlock(PIN)).open, true);
});
