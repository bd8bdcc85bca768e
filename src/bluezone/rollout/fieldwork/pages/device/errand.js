/**
 * Errands: one question to the site and its answer, over lines that lose, delay and lie.
 *
 * What is no answer of the site is no answer: a redirect, a page of HTML with status 200, an answer cut short. Each
 * ends as a `Trouble` that says what kind it was.
 *
 * @typedef {import("./place.js").Place} Place
 * @typedef {{ status: number, said: Record<string, any> }} Answer
 */

import { numberOf } from "#app/core/bytes.js";

/** Tries of one errand, before it waits for the next sync. */
export const TRIES = 3;
/** Milliseconds before the second try; each next one waits twice as long. */
const FIRST_PAUSE = 1000;
/** Milliseconds until a try is given up: 120 KB at 40 kbit/s take 25 s, and some lines are worse. */
const PATIENCE = 120_000;
const AGAIN = new Set([408, 425, 429]);

/** Why an errand brought nothing home. */
export class Trouble extends Error {
  /** @param {"offline" | "server" | "old_version" | "too_large" | "refused"} kind @param {string} [code] as the server named it */
  constructor(kind, code = kind) {
    super(code);
    this.name = "Trouble";
    this.kind = kind;
    this.code = code;
  }
}

/**
 * Ask, and ask again where that can help.
 *
 * @param {Place} place
 * @param {string} address
 * @param {object} message
 * @returns {Promise<Record<string, any>>} what a 200 said
 * @throws {Trouble}
 */
export async function ask(place, address, message) {
  const body = JSON.stringify(message);
  for (let turn = 1; ; turn += 1) {
    const answer = await once(place, address, body).catch(() => null);
    if (answer?.status === 200) return answer.said;
    const trouble = troubleOf(answer);
    if (turn === TRIES || !isPassing(trouble, place)) throw trouble;
    await place.sleep(pause(turn, place));
  }
}

/** @param {Trouble} trouble @param {Place} place */
const isPassing = (trouble, place) => trouble.kind === "server" || (trouble.kind === "offline" && place.navigator?.onLine !== false);

/** A pause that grows, between half and one and a half of its length, so that devices do not come back together. @param {number} turn @param {Place} place */
const pause = (turn, place) => Math.round(FIRST_PAUSE * 2 ** (turn - 1) * (0.5 + numberOf(place.random(2)) / 65536));

/** @param {Answer | null} answer */
function troubleOf(answer) {
  if (!answer) return new Trouble("offline");
  const code = typeof answer.said.error === "string" ? answer.said.error : String(answer.status);
  if (answer.status >= 500 || AGAIN.has(answer.status)) return new Trouble("server", code);
  if (answer.status === 413) return new Trouble("too_large", code);
  return new Trouble(answer.status === 426 ? "old_version" : "refused", code);
}

/** One try. @param {Place} place @param {string} address @param {string} body @returns {Promise<Answer>} */
async function once(place, address, body) {
  const stop = new AbortController();
  const timer = /** @type {any} */ (setTimeout(() => stop.abort(), PATIENCE));
  timer.unref?.(); // in Node a timer would keep a test waiting
  try {
    const response = await place.fetch(address, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json" },
      credentials: "omit",
      cache: "no-store",
      redirect: "manual", // the site never redirects an errand; who does stands between
      signal: stop.signal,
    });
    const said = await response.text();
    return { status: response.status, said: response.status >= 500 ? {} : objectIn(said) };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} text @returns {Record<string, any>} */
function objectIn(text) {
  const said = JSON.parse(text);
  if (typeof said !== "object" || said === null || Array.isArray(said)) throw new Trouble("offline");
  return said;
}
