/**
 * Adding the pages to the home screen: the browser's own question, kept until the person asks for it.
 */

/** @typedef {"asked"|"apple"|"menu"|"installed"} Way how this browser adds pages to a home screen */

/** @type {any} The browser's question, which may be asked once. */
let question = null;

/** Keep the question when the browser offers it; called before anything is drawn. */
export function keepQuestion() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    question = event;
    dispatchEvent(new Event("install-offered"));
  });
}

/** How this browser adds the pages. @param {Navigator & {standalone?: boolean}} [browser] @returns {Way} */
export function installWay(browser = navigator) {
  if (browser.standalone || matchMedia("(display-mode: standalone)").matches) return "installed";
  if (question) return "asked";
  return /iPhone|iPad|iPod/.test(browser.userAgent) ? "apple" : "menu";
}

/** Ask the browser's question; true when the person said yes. */
export async function askQuestion() {
  const kept = question;
  question = null;
  if (!kept) return false;
  kept.prompt();
  return (await kept.userChoice).outcome === "accepted";
}
