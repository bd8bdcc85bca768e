/** Files that telephones hand each other: saved by a link, chosen by a person. */

import { Icon, html, useId } from "#app/parts/ui.js";
import { LARGEST_FILE, cargoInFile, fileText, ENDING } from "../core/cargo.js";

/** @typedef {import("../core/cargo.js").Cargo} Cargo */

/** Give the browser time to take the file before its address ends, in milliseconds. */
const WHILE = 60_000;

/** Save a file under a name that says whose it is and when it was made. @param {Date} now @param {number} device @param {Cargo} cargo */
export function saveFile(now, device, cargo) {
  const link = document.createElement("a");
  const made = [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes()].map((each) => String(each).padStart(2, "0"));
  link.href = URL.createObjectURL(new Blob([fileText(cargo)], { type: "application/octet-stream" }));
  link.download = `may-${device}-${made.slice(0, 3).join("")}-${made.slice(3).join("")}${ENDING}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), WHILE);
}

/** A button that opens a file and tells what it holds; null: it is none of ours, or it is broken. @param {{label: string, onCargo: (cargo: Cargo|null) => void}} props */
export function FileField({ label, onCargo }) {
  const id = useId();
  const choose = async (/** @type {any} */ event) => {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = "";
    if (file) onCargo(await cargoOf(file));
  };
  return html`<label class="button wide codes-file" for=${id}><${Icon} name="news" /><span>${label}</span><input id=${id} type="file" onChange=${choose} /></label>`;
}

/** @param {File} file @returns {Promise<Cargo|null>} */
async function cargoOf(file) {
  if (file.size > LARGEST_FILE) return null;
  try {
    return cargoInFile(new Uint8Array(await file.arrayBuffer()));
  } catch {
    return null;
  }
}
