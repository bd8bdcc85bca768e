/**
 * Advice: what the health authority's signed bulletin says for one occasion, as steps and as the whole text.
 *
 * Pure. Where the bulletin speaks, its words stand in the place of the app's own, so that the two never disagree.
 */

import { blocks } from "./paragraphs.js";

/** @typedef {{id: string, title: {vi: string, en: string}, text: {vi: string, en: string}}} Advice as the news feed has it */

/** Steps beyond these are left to the whole text. */
const MOST_STEPS = 8;

/**
 * The advice for an occasion such as `warned` or `symptoms`; null where the bulletin says nothing on it.
 *
 * `steps` are the items of its first list; where it has none, nothing is shortened and `steps` is empty.
 *
 * @param {{advice?: readonly Advice[]}|null|undefined} news
 * @param {string} id
 * @param {"vi"|"en"} language
 * @returns {{title: string, text: string, steps: string[]}|null}
 */
export function adviceFor(news, id, language) {
  const found = news?.advice?.find((each) => each.id === id);
  const text = found?.text[language] || found?.text.vi || "";
  if (!found || text === "") return null;
  const list = blocks(text).find((each) => each.kind === "list");
  const steps = list?.kind === "list" ? list.items.slice(0, MOST_STEPS) : [];
  return { title: found.title[language] || found.title.vi, text, steps };
}
