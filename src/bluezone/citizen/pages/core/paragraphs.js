/** Plain texts of feeds as paragraphs and lists: the whole of their grammar, as `bluezone.protocol.news.blocks` has it. */

/** @typedef {{ kind: "paragraph", text: string } | { kind: "list", items: string[] }} Block */

/**
 * Return the paragraphs and lists of a plain text: a blank line parts paragraphs, "- " begins an item of a list.
 * @param {string} text
 * @returns {Block[]}
 */
export function blocks(text) {
  /** @type {Block[]} */
  const found = [];
  let fresh = true;
  for (const line of text.split(/\r\n?|\n/).map((each) => each.trim())) {
    if (line === "") fresh = true;
    else {
      added(found, line, fresh);
      fresh = false;
    }
  }
  return found;
}

/**
 * @param {Block[]} found
 * @param {string} line
 * @param {boolean} fresh
 */
function added(found, line, fresh) {
  const last = found[found.length - 1];
  if (line.startsWith("- ")) {
    const item = line.slice(2).trim();
    if (last?.kind === "list" && !fresh) last.items.push(item);
    else found.push({ kind: "list", items: [item] });
  } else if (last?.kind === "paragraph" && !fresh) last.text += ` ${line}`;
  else found.push({ kind: "paragraph", text: line });
}
