// Warns two minutes before the server would ask to sign in again, and hides the page when the time is up.
// While somebody is at work the session is kept awake quietly, at most every few minutes.

const WARN_BEFORE = 120;
const QUIET_SECONDS = 300;
const BETWEEN_TRIES = 30;

const limit = Number(document.body.dataset.idleSeconds || 0);
const stayUrl = document.body.dataset.stayUrl;

let lastAnswer = Date.now();
let lastTry = 0;
let asking = false;
let warning = null;

const secondsSince = (moment) => (Date.now() - moment) / 1000;

async function stay() {
  if (asking || !stayUrl) return;
  asking = true;
  lastTry = Date.now();
  try {
    const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
    const answer = await fetch(stayUrl, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (answer.ok) answered();
  } catch {
    // The next deed tries again; if none comes, the page is hidden when the time is up.
  } finally {
    asking = false;
  }
}

function answered() {
  lastAnswer = Date.now();
  warning?.close();
}

function deed() {
  const isDue = secondsSince(lastAnswer) > Math.min(QUIET_SECONDS, limit / 3);
  if (isDue && !warning && secondsSince(lastTry) > BETWEEN_TRIES) stay();
}

function warn() {
  const until = new Date(lastAnswer + limit * 1000);
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.textContent = `Nothing has happened here for a while. At ${until.toTimeString().slice(0, 5)} this page will be hidden and you will be asked to sign in again.`;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "govuk-button", textContent: "Stay signed in" });
  button.addEventListener("click", stay);
  warning = document.createElement("dialog");
  warning.className = "key-help";
  warning.setAttribute("role", "alertdialog");
  warning.setAttribute("aria-label", "Are you still there?");
  warning.append(words, button);
  warning.addEventListener("close", () => {
    warning.remove();
    warning = null;
  });
  document.body.append(warning);
  warning.showModal();
}

function look() {
  const idle = secondsSince(lastAnswer);
  if (idle >= limit) document.dispatchEvent(new CustomEvent("marac:hide"));
  else if (idle >= limit - WARN_BEFORE && !warning) warn();
}

if (limit > 0) {
  for (const kind of ["keydown", "pointerdown", "input", "wheel"]) document.addEventListener(kind, deed, { passive: true });
  for (const kind of ["htmx:afterOnLoad", "marac:answered"]) document.addEventListener(kind, answered);
  setInterval(look, 1000);
}
