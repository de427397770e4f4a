// Single keys, declared in the page by data-key, and arrow keys among rows. The help that `?` opens is
// made from the page itself. Arrows work from anywhere where the list says data-rows="page", elsewhere they
// scroll until the focus is among the rows. Keys do nothing while somebody types, and can be turned off.

const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=submit]):not([type=button]), textarea, select, [contenteditable]";

let on = document.body.dataset.singleKeys !== "off";

function isTyping(target) {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function keysInReach() {
  const row = document.activeElement?.closest("[data-row]");
  return [...document.querySelectorAll("[data-key]")].filter((element) => {
    const own = element.closest("[data-row]");
    return (!own || own === row) && !element.disabled && (element.checkVisibility?.() ?? true);
  });
}

function use(element) {
  if (element.matches(TYPING)) element.focus();
  else {
    element.focus();
    element.click();
  }
}

function words(element) {
  const label = element.dataset.keyHelp || element.labels?.[0]?.textContent || element.textContent;
  return label.trim().replace(/\s+/g, " ");
}

function helpLines() {
  const lines = new Map([["?", "Show these keys"], ["Escape twice", "Hide the page at once"]]);
  if (document.querySelector("[data-rows]")) lines.set("↑ ↓ Home End", "Move between rows");
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!lines.has(element.dataset.key)) lines.set(element.dataset.key, words(element));
  }
  return lines;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function switchWords() {
  return on ? "Turn single keys off on this page" : "Turn single keys on";
}

function showHelp() {
  const list = element("dl", { className: "key-help__list" });
  for (const [key, meaning] of helpLines()) {
    list.append(element("dt", {}, element("kbd", {}, key)), element("dd", {}, meaning));
  }
  const toggle = element("button", { type: "button", className: "link-button" }, switchWords());
  toggle.addEventListener("click", () => {
    on = !on;
    toggle.textContent = switchWords();
  });
  const close = element("button", { type: "submit", className: "govuk-button" }, "Close");
  const heading = element("h2", { className: "govuk-heading-m", id: "key-help-heading" }, "Keys on this page");
  const dialog = element("dialog", { className: "key-help" }, element("form", { method: "dialog" }, heading, list, close, toggle));
  dialog.setAttribute("aria-labelledby", "key-help-heading");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

function rowsAround(target) {
  const list = target.closest("[data-rows]") ?? document.querySelector("[data-rows=page]");
  return list ? [...list.querySelectorAll("[data-row]")].filter((row) => row.closest("[data-rows]") === list) : [];
}

function moveAmongRows(event) {
  const rows = rowsAround(event.target);
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = rows[Math.max(0, Math.min(to, rows.length - 1))];
  if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
  row.focus();
  event.preventDefault();
}

function openRow(event) {
  if (!event.target.matches("[data-row]")) return;
  const link = event.target.querySelector("[data-row-open]") ?? event.target.querySelector("a[href]");
  if (link) link.click();
}

function isInsideWidget(target) {
  return target instanceof Element && target.closest("[type=radio], dialog, [role=tablist]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    showHelp();
  } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
    if (!isInsideWidget(event.target)) moveAmongRows(event);
  } else if (event.key === "Enter") {
    openRow(event);
  } else if (on && event.key.length === 1) {
    const meant = keysInReach().find((candidate) => candidate.dataset.key === event.key);
    if (!meant) return;
    event.preventDefault();
    use(meant);
  }
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-show-keys]")) showHelp();
});

for (const opener of document.querySelectorAll("[data-show-keys]")) opener.hidden = false;
