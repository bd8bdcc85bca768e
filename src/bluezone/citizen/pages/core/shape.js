/**
 * Shapes: what a value from outside must look like before a page believes it.
 *
 * A shape is a function that returns the value, or throws `Malformed` with the field's name and never the value.
 * A record keeps the fields that it knows and leaves out the others, so that a newer sender is understood.
 *
 * @template T
 * @typedef {(value: unknown, name?: string) => T} Shape
 */

/** A value from outside that is not what it must be: the sender's fault. */
export class Malformed extends Error {
  /** @param {string} message names the field and what it must be */
  constructor(message) {
    super(message);
    this.name = "Malformed";
  }
}

/** The day of a moment, such as 2026-11-24. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A moment in UTC, such as 2026-11-24T08:00:00Z; seconds may have a fraction. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** @type {Shape<string>} */
export const text = (value, name = "a text") => {
  if (typeof value === "string") return value;
  throw new Malformed(`${name} is a text`);
};

/** @type {Shape<boolean>} */
export const yesOrNo = (value, name = "a choice") => {
  if (typeof value === "boolean") return value;
  throw new Malformed(`${name} is true or false`);
};

/** @type {Shape<number>} A whole number, from 0. */
export const count = (value, name = "a count") => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Malformed(`${name} is a whole number, from 0`);
};

/** @type {Shape<string>} A calendar day in UTC. */
export const day = (value, name = "a day") => {
  const written = text(value, name);
  if (DAY.test(written) && isOnCalendar(written)) return written;
  throw new Malformed(`${name} is a day, such as 2026-11-24`);
};

/** @param {string} written */
function isOnCalendar(written) {
  const read = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(written);
}

/** @type {Shape<string>} A moment with its time zone. */
export const moment = (value, name = "a moment") => {
  const written = text(value, name);
  if (MOMENT.test(written) && isOnCalendar(written.slice(0, 10)) && !Number.isNaN(Date.parse(written))) return written;
  throw new Malformed(`${name} is a moment, such as 2026-11-24T08:00:00Z`);
};

/**
 * One of a few words.
 *
 * @template {string} W
 * @param {...W} words
 * @returns {Shape<W>}
 */
export const oneOf =
  (...words) =>
  (value, name = "a word") => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new Malformed(`${name} is one of ${words.join(", ")}`);
  };

/**
 * Something, or null.
 *
 * @template T
 * @param {Shape<T>} shape
 * @returns {Shape<T | null>}
 */
export const orNull = (shape) => (value, name) => (value === null ? null : shape(value, name));

/**
 * Something that may be left out.
 *
 * @template T
 * @param {Shape<T>} shape
 * @param {T} otherwise
 * @returns {Shape<T>}
 */
export const optional = (shape, otherwise) => (value, name) => (value === undefined ? otherwise : shape(value, name));

/**
 * A list.
 *
 * @template T
 * @param {Shape<T>} shape of each part
 * @returns {Shape<T[]>}
 */
export const listOf =
  (shape) =>
  (value, name = "a list") => {
    if (Array.isArray(value)) return value.map((part) => shape(part, `each of ${name}`));
    throw new Malformed(`${name} is a list`);
  };

/**
 * A record with known fields.
 *
 * @template {Record<string, Shape<any>>} F
 * @param {F} fields
 * @returns {Shape<{ [K in keyof F]: ReturnType<F[K]> }>}
 */
export const record =
  (fields) =>
  (value, name = "a record") => {
    const given = new Map(Object.entries(object(value, name)));
    const read = Object.entries(fields).map(([field, shape]) => [field, shape(given.get(field), field)]);
    return Object.fromEntries(read);
  };

/** @type {Shape<any>} Any JSON. */
export const anything = (value, name = "a value") => {
  if (value !== undefined) return value;
  throw new Malformed(`${name} is missing`);
};

/** @type {Shape<Record<string, any>>} A JSON object, kept whole. */
export const object = (value, name = "a record") => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Malformed(`${name} is a record`);
};

/**
 * A text of a form, at most so many characters long.
 *
 * @param {RegExp} form
 * @param {number} [longest]
 * @returns {Shape<string>}
 */
export const written =
  (form, longest = Infinity) =>
  (value, name = "a text") => {
    const found = text(value, name);
    if (form.test(found) && (found.length <= longest || [...found].length <= longest)) return found;
    throw new Malformed(`${name} has another form, or more than ${longest} characters`);
  };

/**
 * A whole number between two.
 *
 * @param {number} least
 * @param {number} most
 * @returns {Shape<number>}
 */
export const between =
  (least, most) =>
  (value, name = "a number") => {
    const found = count(value, name);
    if (least <= found && found <= most) return found;
    throw new Malformed(`${name} is from ${least} to ${most}`);
  };

/**
 * A list of at most so many.
 *
 * @template T
 * @param {Shape<T>} shape of each part
 * @param {number} most
 * @returns {Shape<T[]>}
 */
export const fewOf = (shape, most) => (value, name = "a list") => {
  const found = listOf(shape)(value, name);
  if (found.length <= most) return found;
  throw new Malformed(`${name} has at most ${most} parts`);
};
