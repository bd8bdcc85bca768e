/** The device port over HTTP in its plainest form, served as `device/agent.js` while the pages have no other. */

import { DeviceError } from "./port.js";

/** @param {any} config */
export async function openDevice(config) {
  const token = new URLSearchParams(location.hash.slice(1)).get("t");
  let bearer = sessionStorage.getItem("bearer") ?? "";
  const call = async (method, name, body) => {
    const answer = await fetch(`device/v1/${name}`, {
      method,
      headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch(() => {
      throw new DeviceError("device_unreachable");
    });
    const document = await answer.json();
    if (!answer.ok) throw new DeviceError(document.error, document.message);
    return document;
  };
  if (token) {
    bearer = (await call("POST", "session", { token })).bearer;
    sessionStorage.setItem("bearer", bearer);
    history.replaceState(null, "", location.pathname);
  }
  return {
    status: () => call("GET", "status"),
    days: () => call("GET", "days"),
    exposures: () => call("GET", "exposures"),
    checkins: () => call("GET", "checkins"),
    checkIn: (code) => call("POST", "checkins", { code }),
    changeCheckIn: (id, change) => call("PUT", `checkins/${id}`, change),
    removeCheckIn: (id) => call("DELETE", `checkins/${id}`),
    reportPreview: (code) => call("POST", "report/preview", { code }),
    sendReport: (mark, days) => call("POST", "report/send", { mark, days }),
    reportState: () => call("GET", "report"),
    resumeReport: () => call("POST", "report/resume"),
    letterPreview: (draft) => call("POST", "letter/preview", draft),
    sendLetter: (mark) => call("POST", "letter/send", { mark }),
    settings: (name) => call("GET", `settings/${name}`),
    set: (name, document) => call("PUT", `settings/${name}`, document),
    pause: (until) => call("POST", "pause", { until }),
    check: () => call("POST", "check"),
    erase: () => call("POST", "erase"),
  };
}
