import assert from "node:assert/strict";
import { test } from "node:test";

import { utf8, toBase64Url } from "#app/core/bytes.js";
import { checkedReceipt, counted, covers, rangesOf } from "#field/core/receipts.js";
import { dice, enrolledDevice, rangesIn, receiptOf, visit } from "./world.js";

test("a receipt covers what its ranges say and nothing else", async () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const roll = dice(seed);
    const numbers = new Set(Array.from({ length: 60 }, () => 1 + Math.floor(roll() * 100)));
    const ranges = rangesIn(numbers);

    const covered = Array.from({ length: 120 }, (_, at) => at).filter(covers(ranges));

    assert.deepEqual(covered, [...numbers].sort((one, other) => one - other));
    assert.equal(counted(ranges), numbers.size);
  }
});

test("only events of the ranges lose their need to be sent, whoever brings the receipt", async () => {
  const { vault, device } = await enrolledDevice();
  for (let door = 1; door <= 10; door += 1) await vault.append("visit", visit(door));

  const first = await vault.accept(await receiptOf(device.id, [[1, 3], [7, 8]]));
  const again = await vault.accept(await receiptOf(device.id, [[1, 8]]));

  assert.deepEqual([first, again], [5, 3]);
  assert.deepEqual(await vault.standing(), { unsent: 2, oldest: "2026-11-24T01:00:00.000Z", sent: 8, carried: 0 });
});

test("a forged receipt, one of another device, and anything else frees nothing", async () => {
  const { vault, device } = await enrolledDevice();
  await vault.append("visit", visit(1));
  const real = await receiptOf(device.id, [[1, 1]]);
  const other = (await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"])).privateKey;
  const body = (said) => toBase64Url(utf8(JSON.stringify(said)));

  const wrong = [
    await receiptOf(device.id, [[1, 1]], other),
    { ...real, body: body({ v: 1, device: device.id, ranges: [[1, 9]], at: "" }) },
    { body: real.body },
    { body: 7, signature: real.signature },
    { ...real, signature: "!" },
    { ...real, signature: "" },
    await receiptOf(device.id, [[3, 1]]),
    await receiptOf(device.id, [[0, 1]]),
    await receiptOf(device.id, [[1, 2, 3]]),
    await receiptOf(device.id, "all"),
    null,
    "receipt",
  ];
  for (const receipt of wrong) await assert.rejects(vault.accept(receipt), { code: "receipt_wrong" });
  await assert.rejects(vault.accept(await receiptOf("device-2", [[1, 1]])), { code: "receipt_foreign" });

  assert.equal((await vault.standing()).unsent, 1);
  assert.deepEqual(rangesOf(real), [[1, 1]]);
  assert.deepEqual(rangesOf(null), []);
  const { receipt_key: key } = await vault.work();
  assert.equal((await checkedReceipt(real, key)).device, device.id);
});
