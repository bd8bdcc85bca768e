/**
 * The agent as a device: the same port over HTTP, to the programme that runs on this machine.
 *
 * The link that opens the pages carries a token behind its `#`, which is exchanged once for a bearer; the bearer lives
 * as long as the tab. Whatever answers is checked: an answer of another shape is "device_garbled", never shown.
 */

import { newsIn } from "../core/contents.js";
import { codeOf, pull } from "../core/pull.js";
import { keepChecked } from "./checking.js";
import {
  CHECK_INS,
  DAYS,
  DeviceError,
  EXPOSURES,
  LETTER_PREVIEW,
  LETTER_SENT,
  REPORT_PREVIEW,
  REPORT_STATE,
  STATUS,
  anything,
  checked,
} from "./port.js";
import { orNull, record, text } from "../core/shape.js";

/** @typedef {import("./port.js").DevicePort} DevicePort */
/** @template T @typedef {import("../core/shape.js").Shape<T>} Shape */
/** @typedef {{ keys: string, root_fingerprint: string }} Config */
/** @typedef {{ fetch: typeof globalThis.fetch, storage: Pick<Storage, "getItem" | "setItem" | "removeItem">, token: string, now: () => Date }} Parts */

const BEARER = "bluezone-bearer";
const ANSWER_LIMIT = 4 * 1024 * 1024;
/** How long an answer may take, in milliseconds; a check or a report may wait for a slow server. */
const PATIENCE = 120_000;
const REFUSED = record({ error: text, message: text });
const SESSION = record({ bearer: text });

/**
 * Open the agent behind this page as a device.
 *
 * @param {Config} config
 * @param {Partial<Parts>} [parts] what a test puts in the place of the browser's own
 * @returns {Promise<DevicePort>}
 */
export async function openDevice(config, parts = {}) {
  const call = new Calls(parts.fetch ?? ((input, init) => fetch(input, init)), parts.storage ?? sessionStorage);
  const token = parts.token ?? takeToken();
  if (token) await call.begin(token);
  const port = portOver(call, config, parts.now ?? (() => new Date()));
  if (!parts.fetch) keepChecked(port);
  return port;
}

/** Take the token out of the address, so that no bookmark and no history keeps it. */
function takeToken() {
  const fields = new URLSearchParams(location.hash.slice(1));
  const token = fields.get("t") ?? "";
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Calls of the port by HTTP. */
class Calls {
  /** @param {typeof globalThis.fetch} fetch @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage */
  constructor(fetch, storage) {
    this.fetch = fetch;
    this.storage = storage;
  }

  /** Exchange the token; one that was used already is no harm while the bearer is known. @param {string} token */
  async begin(token) {
    try {
      const { bearer } = await this.ask(SESSION, "POST", "session", { token });
      this.storage.setItem(BEARER, bearer);
    } catch (wrong) {
      if (!this.storage.getItem(BEARER)) throw wrong;
    }
  }

  /** @template T @param {Shape<T>} shape @param {string} method @param {string} name @param {any} [body] @returns {Promise<T>} */
  async ask(shape, method, name, body) {
    const { status, document } = await this.#answer(method, name, body);
    if (status >= 200 && status < 300) return checked(shape, document);
    const { error, message } = checked(REFUSED, document);
    throw new DeviceError(error, message);
  }

  /** @param {string} method @param {string} name @param {any} body */
  async #answer(method, name, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const bearer = this.storage.getItem(BEARER);
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) };
    const said = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const answer = await this.fetch(`device/v1/${name}`, { method, headers, ...said, cache: "no-store", signal: stop.signal });
      return { status: answer.status, document: asJson(await answer.text()) };
    } catch (wrong) {
      throw wrong instanceof DeviceError ? wrong : new DeviceError("device_unreachable");
    } finally {
      clearTimeout(timer);
    }
  }
}

/** @param {string} answer @returns {unknown} */
function asJson(answer) {
  if (answer.length > ANSWER_LIMIT) throw new DeviceError("device_garbled", "an answer is too long");
  try {
    return answer ? JSON.parse(answer) : null;
  } catch {
    throw new DeviceError("device_garbled", "an answer is no JSON");
  }
}

/** @param {Calls} call @param {Config} config @param {() => Date} now @returns {DevicePort} */
function portOver(call, config, now) {
  const nothing = () => undefined;
  const part = encodeURIComponent;
  /** @type {DevicePort} */
  const port = {
    status: () => call.ask(STATUS, "GET", "status"),
    days: () => call.ask(DAYS, "GET", "days"),
    exposures: () => call.ask(EXPOSURES, "GET", "exposures"),
    checkins: () => call.ask(CHECK_INS, "GET", "checkins"),
    checkIn: async (code, wish = {}) => everyVisit(port, await call.ask(anything, "POST", "checkins", { code, ...wish })),
    changeCheckIn: async (id, change) => everyVisit(port, await call.ask(anything, "PUT", `checkins/${part(id)}`, change)),
    removeCheckIn: async (id) => everyVisit(port, await call.ask(anything, "DELETE", `checkins/${part(id)}`)),
    reportPreview: (code) => call.ask(REPORT_PREVIEW, "POST", "report/preview", { code }),
    sendReport: (mark, days, travelled) => call.ask(REPORT_STATE, "POST", "report/send", { mark, days, travelled }),
    reportState: () => call.ask(orNull(REPORT_STATE), "GET", "report"),
    resumeReport: () => call.ask(orNull(REPORT_STATE), "POST", "report/resume"),
    letterPreview: (draft) => call.ask(LETTER_PREVIEW, "POST", "letter/preview", draft),
    sendLetter: (mark) => call.ask(LETTER_SENT, "POST", "letter/send", { mark }),
    settings: (name) => call.ask(anything, "GET", `settings/${part(name)}`),
    set: (name, document) => call.ask(nothing, "PUT", `settings/${part(name)}`, document),
    pause: (until) => call.ask(STATUS, "POST", "pause", { until }),
    check: async () => {
      await pullNews(port, config, now(), call.fetch);
      return call.ask(STATUS, "POST", "check");
    },
    erase: async () => {
      await call.ask(nothing, "POST", "erase");
      call.storage.removeItem(BEARER);
    },
  };
  return port;
}

/** All check-ins, whether the agent answered with them or with the one that changed. @param {DevicePort} port @param {unknown} answer */
async function everyVisit(port, answer) {
  return Array.isArray(answer) ? checked(CHECK_INS, answer) : port.checkins();
}

/**
 * Pull the news, which the agent leaves to the page; a failure leaves what was there.
 *
 * @param {DevicePort} port
 * @param {Config} config
 * @param {Date} at
 * @param {typeof globalThis.fetch} fetch
 */
async function pullNews(port, { keys: origin, root_fingerprint: fingerprint }, at, fetch) {
  try {
    const trust = await port.settings("trust");
    const pulled = await pull({ origin, fingerprint, kinds: ["news"], trust, at, fetch });
    if (pulled.feeds.news) await port.set("news", { ...pulled.feeds.news, content: newsIn(pulled.feeds.news) });
    if (!pulled.error) await port.set("trust", pulled.trust);
  } catch (wrong) {
    if (!(wrong instanceof DeviceError)) codeOf(wrong); // a refused or malformed feed is not taken; anything else is a fault of ours
  }
}
