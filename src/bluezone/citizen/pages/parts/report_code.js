/** The code of a positive test: typed or scanned, read here before anybody is asked about it. */

import { html, Actions, Button, Card, Field, Sheet, useEffect, useState } from "./ui.js";
import { groupedCode, scannedCode, typedCode } from "../core/diagnosis_code.js";

/** @typedef {import("./app.js").App} App */

/** @param {{app: App, given: string, revisable: boolean, busy: boolean, onCode: (code: string) => void}} props */
export function ReportCode({ app, given, revisable, busy, onCode }) {
  const [text, setText] = useState(groupedCode(typedCode(given).code) || given);
  const [fault, setFault] = useState("");
  const [scanning, setScanning] = useState(false);
  useEffect(() => {
    if (given) history.replaceState(null, "", "#/positive");
  }, []);
  const take = (/** @type {import("../core/diagnosis_code.js").ReadCode} */ read) => {
    setFault(read.fault ?? "");
    if (read.code) setText(groupedCode(read.code));
    return read.code;
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const code = take(typedCode(text));
    if (code && !busy) onCode(code);
  };
  const scanned = (/** @type {string} */ found) => {
    setScanning(false);
    take(scannedCode(found));
  };
  return html`<${Card} title=${app.t("positive.code")} icon="key">
      <p>${app.t("positive.code_from")}</p>
      <form class="stack" onSubmit=${submit} novalidate>
        <${Field} label=${app.t("positive.code_label")} help=${app.t("positive.code_help")} error=${fault && app.t(`positive.fault_${fault}`)}
          class="code-input" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" maxlength="512"
          value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
        <${Actions}>
          <${Button} kind="primary" type="submit" icon="eye" busy=${busy}>${app.t("positive.look")}<//>
          <${Button} icon="scan" disabled=${busy} onClick=${() => setScanning(true)}>${app.t("positive.scan")}<//>
        <//>
      </form>
      <p class="quiet">${app.t(revisable ? "positive.code_asked" : "positive.code_then")}</p>
    <//>
    <${Card} title=${app.t("positive.before")} icon="shield"><ul>
      ${["choose", "names", "free", "back"].map((each) => html`<li key=${each}>${app.t(`positive.before_${each}`)}</li>`)}
    </ul><//>
    <${Sheet} title=${app.t("positive.scan")} open=${scanning} onClose=${() => setScanning(false)} closeLabel=${app.t("positive.scan_close")}>
      ${scanning && html`<${Scanner} app=${app} onText=${scanned} />`}
    <//>`;
}

/** The scanner, fetched when it is first wanted. @param {{app: App, onText: (text: string) => void}} props */
function Scanner({ app, onText }) {
  const [parts, setParts] = useState(/** @type {any} */ (null));
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    import("./qr_scan.js").then((module) => setParts(() => module.QrScan), () => setMissing(true));
  }, []);
  if (missing) return html`<p role="status">${app.t("positive.scan_missing")}</p>`;
  return parts ? html`<${parts} app=${app} onText=${onText} begin=${true} typedLabel=${app.t("positive.code_label")} typedHelp=${app.t("positive.code_help")} />` : html`<p role="status">${app.t("shell.loading")}</p>`;
}
