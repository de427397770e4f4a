// Moving rows: the buttons work without this script; with it the page stays in place, the focus stays on
// the button, and rows can be dragged. The server's answer is what is shown in the end.

const spoken = Object.assign(document.createElement("p"), { className: "govuk-visually-hidden" });
spoken.setAttribute("role", "status");
document.body.append(spoken);

let dragged = null;

function rowsOf(list) {
  return [...list.querySelectorAll("[data-row]")];
}

function nameOf(row) {
  return row.dataset.name || row.querySelector("a, strong, th")?.textContent.trim() || "The row";
}

function sayNotMoved(list) {
  const banner = Object.assign(document.createElement("p"), { className: "banner banner--error" });
  banner.setAttribute("role", "alert");
  banner.textContent = "Not moved. Load the page again, then try once more.";
  list.before(banner);
}

async function post(list, form, fields) {
  const headers = { "HX-Request": "true", "HX-Target": list.id };
  const answer = await fetch(form.action, { method: "POST", body: fields, headers });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const whole = fresh.getElementById(list.id);
  if (!answer.ok || (answer.redirected && !whole)) throw new Error(`refused with ${answer.status}`);
  list.replaceChildren(...(whole ?? fresh.body).childNodes);
  window.htmx?.process(list);
  makeDraggable(list);
}

async function move(list, row, fields, keepFocusOn) {
  const form = row.querySelector("[data-move-form]");
  const id = row.dataset.row;
  try {
    await post(list, form, fields);
  } catch {
    sayNotMoved(list);
    return;
  }
  const rows = rowsOf(list);
  const moved = rows.find((candidate) => candidate.dataset.row === id);
  if (!moved) return;
  const button = moved.querySelector(`[value="${keepFocusOn}"]:enabled`) ?? moved.querySelector("button:enabled");
  button?.focus();
  spoken.textContent = `${nameOf(moved)} is now ${rows.indexOf(moved) + 1} of ${rows.length}.`;
}

document.addEventListener("submit", (event) => {
  const list = event.target.closest("[data-reorder]");
  if (!list || !event.target.matches("[data-move-form]") || !event.submitter) return;
  event.preventDefault();
  const fields = new FormData(event.target, event.submitter);
  move(list, event.target.closest("[data-row]"), fields, event.submitter.value);
});

function makeDraggable(list) {
  for (const row of rowsOf(list)) row.draggable = true;
}

function drop(list, target) {
  const place = rowsOf(list).indexOf(target) + 1;
  const form = dragged.querySelector("[data-move-form]");
  const fields = new FormData(form);
  fields.set("move", "to");
  fields.set("position", String(place));
  move(list, dragged, fields, "up");
}

function rowUnder(event) {
  const row = event.target instanceof Element ? event.target.closest("[data-reorder] [data-row]") : null;
  return row && dragged && row !== dragged && row.parentElement === dragged.parentElement ? row : null;
}

function unmark() {
  for (const marked of document.querySelectorAll(".is-drop-target")) marked.classList.remove("is-drop-target");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target instanceof Element ? event.target.closest("[data-reorder] [data-row]") : null;
  dragged?.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const row = rowUnder(event);
  if (!row) return;
  event.preventDefault();
  unmark();
  row.classList.add("is-drop-target");
});

document.addEventListener("drop", (event) => {
  const row = rowUnder(event);
  if (!row) return;
  event.preventDefault();
  drop(row.closest("[data-reorder]"), row);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  unmark();
});

for (const list of document.querySelectorAll("[data-reorder]")) makeDraggable(list);
document.addEventListener("htmx:afterSwap", () => {
  for (const list of document.querySelectorAll("[data-reorder]")) makeDraggable(list);
});
