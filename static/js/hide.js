// Hides the page at once: Escape twice within a second, or the button. What was typed is saved first,
// then the session is locked, and only the neutral page remains in the tab's history.

const SECOND = 1000;
const WAIT_FOR_SAVING = 2 * SECOND;

let lastEscape = -Infinity;
let hidden = false;

function blank() {
  hidden = true;
  document.title = "Blank page";
  document.documentElement.classList.add("is-hidden");
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.activeElement?.blur();
}

// Answers true once nothing typed is unsaved. The page stays blank meanwhile.
async function savedEverything() {
  const waiting = [];
  document.dispatchEvent(new CustomEvent("marac:save-now", { detail: { waiting } }));
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_FOR_SAVING, [false]));
  const outcomes = await Promise.race([Promise.all(waiting), late]);
  return outcomes.every(Boolean);
}

async function lock() {
  const form = document.querySelector("[data-hide-form]");
  if (form) {
    try {
      await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    } catch {
      // Without a connection the server locks by itself when the session has been idle long enough.
    }
  }
  document.dispatchEvent(new CustomEvent("marac:leaving"));
  location.replace(document.body.dataset.hiddenUrl || "/hidden");
}

function offerToLeave() {
  const cover = document.createElement("dialog");
  cover.className = "cover";
  const leave = document.createElement("button");
  leave.type = "button";
  leave.textContent = "Continue";
  leave.addEventListener("click", lock);
  cover.append(leave);
  document.documentElement.append(cover);
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.showModal();
}

async function hide() {
  if (hidden) return;
  blank();
  if (await savedEverything()) return lock();
  document.addEventListener("marac:saved-all", lock, { once: true });
  offerToLeave();
}

function canBeHidden() {
  return document.querySelector("[data-hide-form]") !== null;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.repeat || !canBeHidden()) return;
    if (event.timeStamp - lastEscape <= SECOND) hide();
    lastEscape = event.timeStamp;
  },
  { capture: true },
);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-hide-form]")) return;
  event.preventDefault();
  hide();
});

document.addEventListener("marac:hide", hide);

// A page that the browser kept whole must not come back after it was hidden or the session was locked.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
