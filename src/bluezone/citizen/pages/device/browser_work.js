/**
 * The work of the browser as a device: codes verified, warnings compared, letters sealed, feeds pulled.
 *
 * It is fetched when something is to be done, so that the first screen does not wait for it.
 */

import { fromBase64, fromBase64Url, randomBytes, toBase64, toHex } from "../core/bytes.js";
import { endedIn, newsIn, venuesIn } from "../core/contents.js";
import { LETTER_LENGTH, REPORT, mailKey, sealed } from "../core/letter.js";
import { told } from "../core/place_told.js";
import { POLICY } from "../core/policy.js";
import { codeOf, pull } from "../core/pull.js";
import { changed, checkIn, endedMark, momentText, published, readCode } from "../core/venues.js";
import { kept, shown } from "../core/visits_log.js";
import { DeviceError } from "./port.js";

/** @typedef {import("./browser.js").Config} Config */
/** @typedef {import("./browser.js").Parts} Parts */
/** @typedef {import("./port.js").LetterDraft} LetterDraft */
/** @typedef {import("./port.js").Exposure} Exposure */
/** @typedef {import("../core/visits_log.js").Visit} Visit */
/** @typedef {{ mark: string, report: any, letter: string, exposures: string[], agreed: boolean, arrived: boolean }} Letter */

/** The number of the policy until a signed one arrives: `bluezone.protocol.risk.POLICY_1`. */
const FIRST_POLICY = 1;

export class BrowserWork {
  /** @param {Config} config @param {Parts} parts */
  constructor(config, { store, now, fetch }) {
    this.config = config;
    this.store = store;
    this.now = now;
    this.fetch = fetch;
  }

  /** @param {string} code @param {{ ended?: boolean }} [wish] `ended`: the person wishes it though the code has ended */
  async checkIn(code, { ended = false } = {}) {
    const read = await readCode(fromBase64Url(code, "the code"), await this.#keys(), this.now());
    if (!ended && (await this.#ended()).has(await endedMark(read.secret))) throw new DeviceError("venue_ended");
    const stay = await checkIn(read, this.now());
    return this.#changeVisits((visits) => [{ id: toHex(randomBytes(8)), ...stay }, ...visits]);
  }

  /** @param {string} id @param {{ start?: string, end?: string }} change */
  async changeCheckIn(id, change) {
    return this.#changeVisits((visits) => {
      if (!visits.some((visit) => visit.id === id)) throw new DeviceError("check_in_unknown");
      return visits.map((visit) => (visit.id === id ? changed(visit, change) : visit));
    });
  }

  /** @param {string} id */
  async removeCheckIn(id) {
    return this.#changeVisits((visits) => visits.filter((visit) => visit.id !== id));
  }

  /** @param {LetterDraft} draft */
  async letterPreview(draft) {
    const [exposures, keys] = await Promise.all([this.store.get("exposures"), this.#keys()]);
    const about = /** @type {Exposure[]} */ (exposures ?? []).filter((exposure) => draft.exposures.includes(exposure.id));
    const report = REPORT(reportOf(draft, about, this.now()));
    const letter = await sealed(report, mailKey(keys, this.now()));
    const mark = toHex(randomBytes(16));
    const made = { mark, report, letter: toBase64(letter), exposures: about.map(({ id }) => id), agreed: false, arrived: false };
    await this.store.change("letters", (before) => [made, ...(before ?? []).filter((/** @type {Letter} */ each) => each.agreed)]);
    return { report, recipient: await this.#recipient(), bytes: LETTER_LENGTH, mark };
  }

  /** @param {string} mark */
  async sendLetter(mark) {
    const letters = await this.#changeLetter(mark, { agreed: true });
    const letter = letters.find((each) => each.mark === mark);
    if (!letter) throw new DeviceError("letter_unknown");
    return { arrived: letter.arrived || (await this.#post(letter)) };
  }

  async check() {
    const at = this.now();
    const { keys: origin, root_fingerprint: fingerprint } = this.config;
    const trust = await this.store.get("settings/trust");
    const pulled = await pull({ origin, fingerprint, kinds: ["news", "venues", "policy"], trust, at, fetch: this.fetch });
    const error = (await this.#take(pulled)) ?? pulled.error;
    await this.#match();
    await this.#resend();
    const checked = error ? ((await this.store.get("check"))?.checked ?? null) : momentText(at);
    await this.store.put("check", { checked, error });
  }

  /** Keep what was pulled; answers the code of what is not of its shape. @param {import("../core/pull.js").Pulled} pulled @returns {Promise<string | null>} */
  async #take({ trust, feeds }) {
    try {
      if (feeds.news) await this.store.put("settings/news", { ...feeds.news, content: newsIn(feeds.news) });
      if (feeds.venues) await this.#keepVenues(feeds.venues);
      if (feeds.policy) await this.#keepPolicy(feeds.policy);
      await this.store.put("settings/trust", trust);
      return null;
    } catch (wrong) {
      return codeOf(wrong);
    }
  }

  /** @param {import("../core/feeds.js").Feed} feed */
  async #keepVenues(feed) {
    const entries = venuesIn(feed).length;
    endedIn(feed); // refused whole before anything is kept
    await this.store.put("venues", { hours: feed.content.hours, ended: feed.content.ended ?? "", entries });
  }

  /** The marks of ended codes, as the last feed said. */
  async #ended() {
    const venues = await this.store.get("venues");
    return venues ? endedIn(asFeed(venues)) : new Set();
  }

  /** @param {import("../core/feeds.js").Feed} feed */
  async #keepPolicy({ content }) {
    const policy = POLICY(content);
    if (Date.parse(policy.effective) <= this.now().getTime()) await this.store.put("policy", policy);
  }

  /** Compare the visits with the warnings that are known. */
  async #match() {
    const [visits, venues, policy] = await Promise.all([this.store.get("visits"), this.store.get("venues"), this.store.get("policy")]);
    const entries = venues ? venuesIn(asFeed(venues)) : [];
    const known = { now: this.now(), policy: policy?.version ?? FIRST_POLICY };
    const stays = kept(visits ?? [], this.now());
    const index = published(entries);
    await this.store.change("exposures", (before) => told(stays, index, { ...known, before: before ?? [] }));
  }

  /** @param {(visits: Visit[]) => Visit[]} change */
  async #changeVisits(change) {
    const visits = await this.store.change("visits", (before) => kept(change(before ?? []), this.now()));
    await this.#match();
    return visits.map(shown);
  }

  /** @param {string} mark @param {Partial<Letter>} change @returns {Promise<Letter[]>} */
  async #changeLetter(mark, change) {
    return this.store.change("letters", (before) =>
      (before ?? []).map((/** @type {Letter} */ each) => (each.mark === mark ? { ...each, ...change } : each)),
    );
  }

  /** Send what its owner agreed to and a lost answer held up: the same bytes again. */
  async #resend() {
    const letters = /** @type {Letter[]} */ ((await this.store.get("letters")) ?? []);
    for (const letter of letters.filter((each) => each.agreed && !each.arrived)) await this.#post(letter).catch(() => false);
  }

  /** @param {Letter} letter */
  async #post(letter) {
    const body = fromBase64(letter.letter);
    const headers = { "Content-Type": "application/octet-stream" };
    const options = { method: "POST", body, headers, credentials: /** @type {const} */ ("omit"), referrerPolicy: /** @type {const} */ ("no-referrer") };
    const answer = await this.fetch(`${this.config.keys}/v1/mail`, options).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return false;
    if (!answer.ok) throw new DeviceError("letter_refused");
    await this.#changeLetter(letter.mark, { arrived: true, letter: "" });
    await this.store.change("exposures", (before) =>
      (before ?? []).map((/** @type {any} */ each) => (letter.exposures.includes(each.id) ? { ...each, reported: true } : each)),
    );
    return true;
  }

  async #keys() {
    const known = (await this.store.get("settings/trust"))?.keys ?? null;
    if (known) return known;
    await this.check();
    const pulled = (await this.store.get("settings/trust"))?.keys;
    if (!pulled) throw new DeviceError("keys_missing");
    return pulled;
  }

  async #recipient() {
    const language = (await this.store.get("settings/choices"))?.language === "en" ? "en" : "vi";
    return this.config.publisher?.[language] ?? "";
  }
}

/**
 * @param {LetterDraft} draft
 * @param {import("./port.js").Exposure[]} about
 * @param {Date} now
 */
function reportOf(draft, about, now) {
  return {
    version: 1,
    id: toBase64(randomBytes(16)),
    written: dayOf(now),
    encounters: about.map(({ day, minutes, band, kind, place }) => ({ day, minutes, band, kind, place })),
    symptoms: draft.symptoms,
    reach: draft.reach,
    commune: draft.commune,
    note: draft.note,
  };
}

/** @param {Date} moment */
const dayOf = (moment) => moment.toISOString().slice(0, 10);

/** What is kept of the feed of places, as the feed that it came from. @param {{ hours: string, ended?: string }} content @returns {import("../core/feeds.js").Feed} */
const asFeed = (content) => ({ content, kind: "venues", sequence: 1, issued: "", expires: "" });
