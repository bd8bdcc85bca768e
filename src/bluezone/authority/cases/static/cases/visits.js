// Visits in a corridor with a bad signal: each form is sent in the background and again until the server says "saved".
// Nothing is stored on the telephone; what was typed stays in the form, and the id in it makes two arrivals one visit.
"use strict";

(() => {
  const words = document.getElementById("visit-words").dataset;
  const banner = document.querySelector("[data-banner]");
  const FIRST_WAIT_MS = 2000;
  const LONGEST_WAIT_MS = 30000;
  const PATIENCE_MS = 20000;
  const waiting = new Map();
  let kept = 0;
  let isLoggedOut = false;

  function say(form, text, tone) {
    const state = form.querySelector("[data-state]");
    state.textContent = text;
    state.className = `visit-state ${tone}`;
  }

  function count() {
    const unsent = waiting.size;
    banner.hidden = unsent === 0 && kept === 0;
    banner.classList.toggle("good", unsent === 0);
    banner.textContent = unsent === 0 ? words.allSaved : `${words.unsent} ${unsent}`;
  }

  function settle(form) {
    window.clearTimeout(waiting.get(form)?.timer);
    waiting.delete(form);
  }

  async function answered(form, response) {
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.ok && isJson && (await response.json()).saved) {
      settle(form);
      kept += 1;
      form.dataset.done = "";
      say(form, words.saved, "good");
    } else if (response.status === 409 && isJson) {
      settle(form);
      say(form, `${words.refused} ${(await response.json()).fault}`, "bad");
      form.querySelector("details").open = true;
    } else if (response.type === "opaqueredirect" || response.status === 403) {
      isLoggedOut = true;
      say(form, words.login, "bad");
    } else {
      again(form);
    }
    count();
  }

  function again(form) {
    const sent = waiting.get(form);
    say(form, words.waiting, "bad");
    sent.wait = Math.min(sent.wait * 2, LONGEST_WAIT_MS);
    sent.timer = window.setTimeout(() => send(form), sent.wait);
  }

  function ask(address, more) {
    return fetch(address, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...more,
    });
  }

  // Who logged in again has another session, for which the token in the forms of this page is worth nothing.
  async function renewToken() {
    const response = await ask(words.token, {});
    if (!response.ok) return;
    const { token } = await response.json();
    for (const field of document.querySelectorAll("form[data-visit] [name=csrfmiddlewaretoken]")) field.value = token;
    for (const sent of waiting.values()) sent.body.set("csrfmiddlewaretoken", token);
    isLoggedOut = false;
  }

  async function send(form) {
    const sent = waiting.get(form);
    if (!sent || sent.isUnderWay) return;
    window.clearTimeout(sent.timer);
    sent.isUnderWay = true;
    try {
      if (isLoggedOut) await renewToken();
      const response = await ask(form.action, { method: "POST", body: sent.body });
      sent.isUnderWay = false;
      if (waiting.get(form) === sent) await answered(form, response);
    } catch {
      sent.isUnderWay = false;
      if (waiting.get(form) === sent) again(form);
    }
  }

  function submitted(event) {
    const form = event.target;
    event.preventDefault();
    settle(form);
    const body = new FormData(form);
    if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
    waiting.set(form, { body: new URLSearchParams(body), wait: FIRST_WAIT_MS / 2, timer: 0, isUnderWay: false });
    say(form, words.sending, "");
    count();
    send(form);
  }

  for (const form of document.querySelectorAll("form[data-visit]")) form.addEventListener("submit", submitted);
  window.addEventListener("online", () => [...waiting.keys()].forEach(send));
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size) event.preventDefault();
  });
})();
