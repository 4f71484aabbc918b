// Buttons and forms that change something. They go through fetch, where App Bridge adds the session to each request;
// a plain form post would carry none.
"use strict";

async function send(address, body) {
  return toldBy(await post(address, body));
}

function post(address, body) {
  const headers = { Accept: "application/json", "X-Page": window.location.pathname };
  return fetch(address, { method: "POST", body, headers });
}

async function toldBy(answer) {
  const told = await answer.json().catch(() => ({ error: "The server did not answer. Try again in a moment." }));
  if (answer.ok) return told;
  if (told.go) go(told.go);
  throw Object.assign(new Error(told.error || "That did not work. Try again in a moment."), { fields: told.fields, see: told.see });
}

// A paper to look at or print: it is opened as a file, because Shopify's frame shows none.
async function fetchFile(address, body) {
  const answer = await post(address, body);
  if (!answer.ok) return toldBy(answer);
  const name = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") || "");
  save(await answer.blob(), name ? name[1] : "file");
  return { message: "The file is in your downloads." };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

// A click on a link is what App Bridge knows how to follow with a fresh session.
function go(path) {
  const link = document.createElement("a");
  link.href = path;
  document.body.append(link);
  link.click();
  link.remove();
}

function tell(message, isError = false) {
  if (window.shopify?.toast) window.shopify.toast.show(message, { isError });
  else window.alert(message);
}

function finish(told, form) {
  if (told.message) tell(told.message);
  if (told.facts) showFacts(form.querySelector("[data-facts]"), told.facts);
  if (told.codes) showCodes(form.closest("[data-enrol]"), told.codes);
  if (told.go) go(told.go);
  // A moment for the toast to be seen, and for the work to be done.
  if (told.reload) setTimeout(() => go(window.location.pathname), 1200);
}

const BUTTONS = {
  async post(button) {
    const told = await send(button.dataset.post, new FormData());
    if (button.dataset.show) button.replaceWith(code(told[button.dataset.show]));
    else finish(told);
  },
  async download(button) {
    const content = await send(button.dataset.download, new FormData());
    save(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }), button.dataset.file);
    finish({ reload: true });
  },
  async enrolBegin(button) {
    const told = await send("/second-factor/enrolment", new FormData());
    const box = button.closest("[data-enrol]");
    box.querySelector("[data-enrol-picture]").src = told.picture;
    box.querySelector("[data-enrol-secret]").textContent = told.secret;
    box.querySelector("[data-enrol-shown]").hidden = false;
    button.hidden = true;
  },
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-post], [data-download], [data-enrol-begin]");
  if (!button) {
    followWithoutShopify(event);
    return;
  }
  event.preventDefault();
  button.setAttribute("disabled", "");
  try {
    const kind = Object.keys(BUTTONS).find((name) => name in button.dataset);
    await BUTTONS[kind](button);
  } catch (error) {
    tell(error.message, true);
  } finally {
    button.removeAttribute("disabled");
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-send], form[data-print]");
  if (!form) return;
  event.preventDefault();
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  markFields(form, {});
  try {
    const given = givenIn(form);
    const ask = form.dataset.print ? fetchFile(form.dataset.print, given) : send(form.dataset.send, given);
    finish(await ask, form);
  } catch (error) {
    problem.replaceChildren(error.message, ...(error.see ? [" ", linkTo(error.see)] : []));
    problem.hidden = false;
    markFields(form, error.fields || {});
  }
});

// What the form holds; and where it says so, which boxes of a list beside it are ticked.
function givenIn(form) {
  const given = new FormData(form);
  const name = form.dataset.with;
  if (name) for (const box of boxes(name)) if (box.checked) given.append(name, box.getAttribute("value"));
  return given;
}

function boxes(name) {
  return document.querySelectorAll(`s-checkbox[name="${name}"]`);
}

// What is wrong with a field stands beside it; the first such field is where one goes on.
function markFields(form, wrong) {
  for (const field of form.querySelectorAll("[name]")) {
    const said = wrong[field.getAttribute("name")];
    if (field.localName.startsWith("s-")) said ? field.setAttribute("error", said) : field.removeAttribute("error");
    else markPlain(field, said);
  }
  form.querySelector("[error], [aria-invalid]")?.focus();
}

function markPlain(field, said) {
  const beside = field.parentElement.querySelector(".wrong");
  if (!beside) return;
  beside.textContent = said || "";
  said ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
}

function linkTo(see) {
  const link = element("a", see.text);
  link.href = see.href;
  return link;
}

// One box that ticks all others of this name.
document.addEventListener("change", (event) => {
  const all = event.target.closest?.("[data-choose-all]");
  if (!all) return;
  for (const box of boxes(all.dataset.chooseAll)) box.checked = all.checked;
});

function showFacts(list, facts) {
  list.replaceChildren(...facts.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
  list.hidden = false;
}

function showCodes(box, codes) {
  const shown = box.querySelector("[data-enrol-codes]");
  shown.querySelector("ul").replaceChildren(...codes.map((text) => element("li", text)));
  shown.hidden = false;
  box.querySelector("[data-enrol-shown]").hidden = true;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function code(text) {
  const made = element("code", text);
  made.className = "wrap";
  return made;
}

// Shopify's scripts follow a link with a fresh session. Where they did not load, we follow it, and say who we are as the
// admin said when it opened this page; that is believed for a minute.
function followWithoutShopify(event) {
  const link = event.target.closest("a[href], s-link[href], s-button[href]");
  if (!link || event.defaultPrevented) return;
  const address = link.getAttribute("href");
  if (!window.shopify) {
    event.preventDefault();
    window.location.assign(asOpened(address));
  } else if (link.localName !== "a" && !customElements.get(link.localName)) {
    go(address);
  }
}

// A page that shows what happens now looks again by itself, as long as somebody looks at it and is not using it.
async function refresh() {
  const shown = document.querySelector("[data-fresh]");
  if (!shown || document.hidden || !window.shopify || shown.contains(document.activeElement)) return;
  const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fresh]");
  if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
}

setInterval(refresh, 10_000);

// How far a long piece of work is, looked at every second as long as it goes on and somebody looks.
async function watch() {
  const shown = document.querySelector("[data-progress]");
  if (!shown || shown.hasAttribute("data-over") || document.hidden || !window.shopify) return;
  const answer = await fetch(shown.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const now = await answer.json();
  const done = now.done ?? now.drawn + now.failed;
  shown.querySelector("s-progress").setAttribute("value", String(done));
  shown.querySelector("[role=status]").textContent =
    now.told ?? `${done} of ${now.total} orders${now.failed ? `, ${now.failed} left out` : ""}`;
  if (now.state === "running") return;
  shown.setAttribute("data-over", "");
  go(window.location.pathname);
}

setInterval(watch, 1_000);

function asOpened(address) {
  const target = new URL(address, window.location.href);
  const opened = new URLSearchParams(window.location.search);
  for (const name of ["embedded", "shop", "host", "locale", "id_token"]) {
    if (opened.has(name)) target.searchParams.set(name, opened.get(name));
  }
  return target;
}
