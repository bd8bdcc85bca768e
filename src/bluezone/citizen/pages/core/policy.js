/**
 * The policy feed: numbers that the ministry decided, and from when they hold. The same rules as
 * `bluezone.protocol.policy_feed`. These pages judge no encounter by them: they name the policy's number in a warning.
 */

import { Malformed, between, fewOf, moment, optional, record, text, written } from "./shape.js";

const COUNTABLE = ["confirmed-test", "clinical-diagnosis", "self-report", "recursive"];
/** An attenuation in decibels. */
const DECIBELS = between(0, 127);
/** No tolerance reaches beyond the embargo of published keys: two hours, in steps of fifteen and of ten minutes. */
const WIDEST = { bluezone: 8, exposureNotification: 12 };

/** How many dummies a phone sends a day, on average; these pages send none. */
const MOST_DUMMIES_A_DAY = 10;

/** @type {import("./shape.js").Shape<number>} */
const dummiesADay = (value, name = "a rate") => {
  if (typeof value === "number" && value >= 0 && value <= MOST_DUMMIES_A_DAY) return value;
  throw new Malformed(`${name} is a number from 0 to ${MOST_DUMMIES_A_DAY}`);
};

const CONTENT = record({
  version: between(1, 2 ** 31 - 1),
  approved_by: written(/^[^]+$/, 200),
  effective: moment,
  close_attenuation_db: DECIBELS,
  middle_attenuation_db: DECIBELS,
  close_contact_minutes: between(1, 1440),
  bluezone_tolerance: between(0, WIDEST.bluezone),
  exposure_notification_tolerance: between(0, WIDEST.exposureNotification),
  counted: fewOf(text, 16),
  dummy_reports_a_day: optional(dummiesADay, 0.2),
  dummy_letters_a_day: optional(dummiesADay, 0.2),
});

/** The policy in the content of a `policy` feed; report types that are not known count nothing. @param {unknown} content */
export function POLICY(content) {
  const found = CONTENT(content, "the content of the feed");
  if (found.middle_attenuation_db < found.close_attenuation_db)
    throw new Malformed("the middle band of a policy reaches at least as far as the near one");
  return { ...found, counted: found.counted.filter((each) => COUNTABLE.includes(each)) };
}
