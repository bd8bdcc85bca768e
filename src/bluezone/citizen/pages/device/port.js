/**
 * The device port, version 1: what a screen asks of the phone, whoever keeps its data.
 *
 * A browser keeps check-ins and settings itself (`browser.js`); the agent of `bluezone phone` also listens, counts and
 * reports, and answers the same questions over HTTP (`agent.js`). A moment is ISO 8601 in UTC, a day is YYYY-MM-DD, the
 * UTC day of the key. Every answer is checked here; one that does not fit is a `DeviceError` "device_garbled".
 */

import {
  anything,
  count,
  day,
  listOf,
  Malformed,
  moment,
  oneOf,
  optional,
  orNull,
  record,
  text,
  yesOrNo,
} from "../core/shape.js";

/** @template T @typedef {import("../core/shape.js").Shape<T>} Shape */

/** What a device could not do: a stable code for a program, a message for a log. */
export class DeviceError extends Error {
  /**
   * @param {string} code such as "device_unreachable", "device_garbled", "erased", "store_full" or a rule's own
   * @param {string} [message] never holds a value that somebody typed
   */
  constructor(code, message = code) {
    super(message);
    this.name = "DeviceError";
    this.code = code;
  }
}

/** Near, middle or far: how strong the other phone was heard. */
const BAND = oneOf("near", "middle", "far");

export const STATUS = record({
  version: count,
  host: oneOf("browser", "agent"),
  radio: oneOf("listening", "off", "paused", "none"), // "none": this host has no radio and never counts
  paused_until: orNull(moment),
  checked: orNull(moment), // the last successful check of exports and feeds
  check_error: orNull(text), // why the last check failed
  store_trouble: optional(orNull(text), null), // what befell the place where this host keeps things
  now: moment,
  demo: yesOrNo, // keys of a demo: nothing here is real
  counting_since: orNull(day),
  withdrawn: optional(listOf(record({ day, at: moment })), []), // warnings that were taken back, and when it was learned
});

export const DAYS = listOf(
  record({
    day,
    encounters: count,
    minutes: count,
    near: count, // minutes
    middle: count,
    far: count,
    measured: optional(yesOrNo, true), // false: this host counts nothing, the zeros mean nothing
  }),
);

export const EXPOSURES = listOf(
  record({
    id: text,
    kind: oneOf("person", "place"),
    day,
    minutes: orNull(count),
    band: orNull(BAND),
    place: orNull(text),
    start: orNull(moment),
    end: orNull(moment),
    level: oneOf("high", "low"),
    policy: count, // the version of the rule by which it was judged
    told: moment,
    reported: yesOrNo, // the person has written to the health authority about it
  }),
);

const CHECK_IN = record({
  id: text,
  name: text,
  type: count, // see VENUE_TYPES in core/venues.js
  commune: text,
  start: moment,
  end: moment,
  automatic: yesOrNo, // the end is the usual stay, nobody said it
  version: count,
});
export const CHECK_INS = listOf(CHECK_IN);

/** What a report does: a first one, a later test about it, or a contact's. */
const REPORT_KIND = optional(oneOf("report", "confirmed", "negative", "recursive"), "report");

export const REPORT_PREVIEW = record({
  kind: REPORT_KIND,
  stage: text,
  days: listOf(record({ day, start: moment, end: moment, known: optional(yesOrNo, false) })), // known: published before
  recipient: text,
  bytes: count,
  silent_until: orNull(moment), // how long the phone waits before a sent report shows
  mark: text, // names this preview when it is sent
});

/** A day of a report: by its name, or as the preview named it. @type {Shape<string>} */
const reportDay = (value, name) => (typeof value === "string" ? day(value, name) : record({ day })(value, name).day);
export const REPORT_STATE = record({
  stage: text,
  days: listOf(reportDay),
  kind: REPORT_KIND,
  revisable: optional(yesOrNo, false), // a later test may still change what was published
});

/** What a letter says, exactly as the health authority will read it. */
export const EXPOSURE_REPORT = record({
  version: count,
  id: text,
  written: day,
  encounters: listOf(
    record({
      day,
      minutes: orNull(count),
      band: orNull(BAND),
      kind: oneOf("person", "place"),
      place: orNull(text),
    }),
  ),
  symptoms: listOf(text),
  reach: record({ name: text, telephone: text }),
  commune: text,
  note: text,
});

export const LETTER_PREVIEW = record({
  report: EXPOSURE_REPORT,
  recipient: text,
  bytes: count, // 4096, however much it says
  mark: text,
});

export const LETTER_SENT = record({ arrived: yesOrNo });

/** @typedef {ReturnType<typeof STATUS>} Status */
/** @typedef {ReturnType<typeof DAYS>[number]} Day */
/** @typedef {ReturnType<typeof EXPOSURES>[number]} Exposure */
/** @typedef {ReturnType<typeof CHECK_IN>} CheckIn */
/** @typedef {ReturnType<typeof REPORT_PREVIEW>} ReportPreview */
/** @typedef {ReturnType<typeof REPORT_STATE>} ReportState */
/** @typedef {ReturnType<typeof EXPOSURE_REPORT>} ExposureReport */
/** @typedef {ReturnType<typeof LETTER_PREVIEW>} LetterPreview */
/** @typedef {ReturnType<typeof LETTER_SENT>} LetterSent */

/**
 * What a person writes to the health authority about warnings.
 *
 * @typedef {object} LetterDraft
 * @property {string[]} exposures ids of the exposures it is about
 * @property {string[]} symptoms
 * @property {{ name: string, telephone: string }} reach
 * @property {string} commune statistical code, or ""
 * @property {string} note at most 280 characters
 */

/**
 * A device. Every function may throw a `DeviceError`.
 *
 * @typedef {object} DevicePort
 * @property {() => Promise<Status>} status
 * @property {() => Promise<Day[]>} days 14 days, newest first
 * @property {() => Promise<Exposure[]>} exposures newest first
 * @property {() => Promise<CheckIn[]>} checkins newest first
 * @property {(code: string, wish?: { ended?: boolean }) => Promise<CheckIn[]>} checkIn takes a venue code in base64url, and answers
 *   all check-ins; throws "venue_ended" for a code that is shown no more, unless the person wishes it nonetheless
 * @property {(id: string, change: { start?: string, end?: string }) => Promise<CheckIn[]>} changeCheckIn
 * @property {(id: string) => Promise<CheckIn[]>} removeCheckIn
 * @property {(code: string) => Promise<ReportPreview>} reportPreview
 * @property {(mark: string, days: string[], travelled: boolean) => Promise<ReportState>} sendReport says as well that the person
 *   was in another province, where they agreed to that
 * @property {() => Promise<ReportState | null>} reportState
 * @property {() => Promise<ReportState | null>} resumeReport
 * @property {(draft: LetterDraft) => Promise<LetterPreview>} letterPreview
 * @property {(mark: string) => Promise<LetterSent>} sendLetter
 * @property {(name: string) => Promise<any>} settings a document, or null
 * @property {(name: string, document: any) => Promise<void>} set
 * @property {(until: string | null) => Promise<Status>} pause
 * @property {() => Promise<Status>} check asks the servers now
 * @property {() => Promise<void>} erase removes everything; every later call throws "erased"
 */

/** The name of a settings document. */
export const SETTINGS_NAME = /^[a-z-]{1,24}$/;
/** The longest settings document, in bytes of JSON. */
export const SETTINGS_LIMIT = 64 * 1024;
/** How many settings documents a device keeps. */
export const SETTINGS_COUNT = 32;

/**
 * Return an answer of a device when it has the shape that this version of the port gives it.
 *
 * @template T
 * @param {Shape<T>} shape
 * @param {unknown} answer
 * @returns {T}
 */
export function checked(shape, answer) {
  try {
    return shape(answer);
  } catch (wrong) {
    if (wrong instanceof Malformed) throw new DeviceError("device_garbled", wrong.message);
    throw wrong;
  }
}

export { anything };
