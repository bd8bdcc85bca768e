/** The rest of the menu, for telephones whose bottom bar has room for five. */

import { List, Page, Row, html } from "../parts/ui.js";
import { DOORS, address } from "../parts/router.js";

export const screen = { path: "more", title: "more.title", icon: "menu", nav: true, View };

/** @param {{app: import("../parts/app.js").App}} props */
function View({ app }) {
  const rest = DOORS.filter((door) => door.menu && !door.bar);
  return html`<${Page} title=${app.t("more.title")}>
    <${List} label=${app.t("more.title")}>
      ${rest.map((door) => html`<${Row} key=${door.path} icon=${door.icon} href=${address(door.path)} title=${app.t(door.label)} text=${app.t(`more.${door.path}`)} />`)}
    <//>
  <//>`;
}
