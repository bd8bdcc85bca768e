import assert from "node:assert/strict";
import { test } from "node:test";

import { FREE_GUESSES, LONGEST_WAIT, guessed, noGuesses, runDown, waitAfter } from "#field/core/guesses.js";
import { PIN, browser, dice, enrolledDevice, pass, reopened, visit } from "./world.js";
import { openVault } from "#field/device/vault.js";

const HOUR = 3_600_000;

test("five guesses are free, then waits double up to an hour", () => {
  const waits = [1, 4, 5, 6, 7, 11, 12, 13, 100].map(waitAfter);

  assert.deepEqual(waits, [0, 0, 30_000, 60_000, 120_000, 1_920_000, HOUR, HOUR, HOUR]);
});

test("a wait never grows with time and never ends before its time, whatever is done to the clock", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);
    let [at, up, opening, passed] = [1e12, 0, "a", 0];
    let guesses = noGuesses({ at, up, opening });
    for (let turn = 0; turn < FREE_GUESSES + 3; turn += 1) guesses = { ...guessed({ ...guesses, left: 0 }, { at, up, opening }).after };
    const whole = guesses.left;
    for (let turn = 0; turn < 40; turn += 1) {
      const step = Math.floor(roll() * 20_000);
      [up, passed] = [up + step, passed + step];
      at += roll() < 0.3 ? -Math.floor(roll() * 1e11) : step;
      const before = guesses.left;
      guesses = runDown(guesses, { at, up, opening });
      assert.ok(guesses.left <= before);
      assert.ok(guesses.left >= whole - passed);
      if (roll() < 0.2) [up, opening] = [0, `${seed}-${turn}`];
    }
  }
});

test("a PIN guessed 100 times waits for days, destroys nothing, and the right one still opens", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(7));
  vault.lock();
  let waited = 0;

  for (let turn = 0; turn < 100; turn += 1) {
    const { open, wait } = await vault.unlock(String(100_000 + turn));
    assert.equal(open, false);
    assert.deepEqual(await vault.unlock(PIN), wait ? { open: false, wait } : { open: true, wait: 0 });
    if (!wait) await refail(vault, turn);
    pass(place, wait);
    waited += wait;
  }
  const { open } = await vault.unlock(PIN);

  assert.ok(waited > 80 * HOUR);
  assert.equal(open, true);
  assert.equal((await vault.mine()).length, 1);
});

/** A right PIN between two wrong ones begins anew: bring the count back to where it was. */
async function refail(vault, turn) {
  vault.lock();
  for (let again = 0; again <= turn; again += 1) await vault.unlock(String(100_000 + again));
}

test("a guess counts though the page is closed before it is tried, and the wait outlives the page", async () => {
  const { place, vault } = await enrolledDevice();
  vault.lock();
  for (let turn = 0; turn < FREE_GUESSES - 1; turn += 1) await vault.unlock("000000");

  const dying = browser({ ...place, crypto: { subtle: { ...hanging }, getRandomValues: crypto.getRandomValues.bind(crypto) } });
  const abandoned = await openVault({ ...place, crypto: dying.crypto });
  abandoned.unlock("111111").catch(() => undefined);
  await new Promise((resolve) => void setTimeout(resolve, 30));
  const next = await openVault(place);

  const answer = await next.unlock(PIN);
  assert.equal(answer.open, false);
  assert.ok(answer.wait > 25_000 && answer.wait <= 30_000);
});

/** Cryptography that never answers, as of a page that was closed. */
const hanging = { decrypt: () => new Promise(() => undefined), importKey: () => new Promise(() => undefined) };

test("a clock that is put back neither shortens a wait nor makes it longer than it was", async () => {
  const { place, vault } = await enrolledDevice();
  vault.lock();
  for (let turn = 0; turn < FREE_GUESSES; turn += 1) await vault.unlock("000000");

  place.clock -= 30 * 365 * 24 * HOUR;
  place.up = 0;
  const reloaded = await openVault(place);
  const first = await reloaded.unlock(PIN);
  pass(place, 29_000);
  const second = await reloaded.unlock(PIN);
  pass(place, 1000);
  const third = await reloaded.unlock(PIN);

  assert.deepEqual([first, second, third.open], [{ open: false, wait: 30_000 }, { open: false, wait: 1000 }, true]);
});

test("a PIN too short to be one is no guess, and tells how long to wait", async () => {
  const { place, vault } = await enrolledDevice();
  vault.lock();

  for (let turn = 0; turn < 50; turn += 1) assert.deepEqual(await vault.unlock(""), { open: false, wait: 0 });

  assert.equal((await vault.unlock(PIN)).open, true);
  assert.ok(LONGEST_WAIT === HOUR && place);
  await reopened(place);
});

test("another PIN is chosen by who knows the first, and guesses of it wait too", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(7));

  assert.equal(await vault.changePin("000000", "271828"), false);
  assert.equal(await vault.changePin(PIN, "271828"), true);
  vault.lock();

  assert.equal((await vault.unlock(PIN)).open, false);
  assert.equal((await vault.unlock("271828")).open, true);
  for (let turn = 0; turn < FREE_GUESSES; turn += 1) await vault.changePin("000000", "111111");
  assert.equal(await vault.changePin("271828", "111111"), false);
  pass(place, 30_000);
  assert.equal(await vault.changePin("271828", "314159"), true);
  assert.equal((await vault.mine()).length, 1);
});
