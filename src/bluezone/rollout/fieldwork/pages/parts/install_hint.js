/** A hint that the pages belong on the home screen, with the browser's own question where it has one. */

import { Button, Card, html, useState } from "#app/parts/ui.js";
import { askQuestion, installWay } from "#app/parts/install_prompt.js";

/** @param {{app: import("./app.js").App, before?: boolean}} props `before`: not yet joined, when only an iPhone must be told */
export function InstallHint({ app, before }) {
  const [way, setWay] = useState(installWay());
  if (way === "installed" || (before && way !== "apple")) return null;
  const ask = async () => {
    await askQuestion();
    setWay(installWay());
  };
  return html`<${Card} tone="primary" icon="save" title=${app.t("hint.title")}>
    <p>${app.t("hint.text")}</p>
    ${way === "asked" ? html`<${Button} icon="save" onClick=${ask}>${app.t("hint.asked")}<//>` : html`<p>${app.t(before ? "hint.apple.before" : `hint.${way}`)}</p>`}
  <//>`;
}
