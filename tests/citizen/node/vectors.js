import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

import { Malformed } from "../../../src/bluezone/citizen/pages/core/shape.js";

globalThis.crypto ??= webcrypto; // Node 18 keeps it in a module

/** The golden vectors in a file of tests/vectors. */
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), "utf8"));

/** What a case of the vectors expects: `says`, or the code of an error. */
export const expected = (each) => ("error" in each ? { error: each.error } : { says: each.says });

/** What a reader answers, in the manner of the vectors. */
export async function answered(read) {
  try {
    return { says: await read() };
  } catch (wrong) {
    if (wrong instanceof Malformed) return { error: "malformed" };
    if (wrong.name === "Refusal") return { error: wrong.code };
    throw wrong;
  }
}

export const bytesOf = (text) => new TextEncoder().encode(text);
