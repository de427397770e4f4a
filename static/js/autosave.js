// Saves a form by itself after a pause. Nothing is kept in the browser's storage: until the server has
// said that it is saved, the text is in the open page and nowhere else, and the page says so.

const PAUSE = 2000;
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const CHANGED = 409;
const REFUSED = 422;

const TRYING_AGAIN = "NOT SAVED - kept on this page, trying again. ";
const OVERTAKEN =
  "NOT SAVED - somebody else saved this in between. Nothing more is saved by itself. What you typed is still " +
  "on this page: use the button of this form to see both versions, then decide. ";
const NOT_KEEPABLE =
  "NOT SAVED - it cannot be kept as it stands. What you typed is still on this page: use the button of this " +
  "form to see why. ";

const savers = new Set();
let leaving = false;

class Saver {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved]");
    this.sequence = Number(form.dataset.clientSeq || 0);
    this.savedText = "unsaved" in form.dataset ? null : this.text();
    this.retryAfter = FIRST_RETRY;
    this.running = null;
    this.failed = false;
    this.overtaken = false;
    this.refusedText = null;
    form.addEventListener("input", () => this.later(PAUSE));
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", () => this.handOver());
  }

  fields() {
    const fields = new FormData(this.form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    return fields;
  }

  text() {
    return new URLSearchParams(this.fields()).toString();
  }

  isSaved() {
    return this.text() === this.savedText;
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  stop() {
    clearTimeout(this.timer);
    savers.delete(this);
  }

  // An ordinary submit leaves the page; one by htmx may fail, and then the text is still ours to keep.
  handOver() {
    if (!this.form.hasAttribute("hx-post")) this.stop();
  }

  // Answers true when everything typed so far is with the server.
  async save() {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.isSaved()) return true;
    if (this.overtaken || this.text() === this.refusedText) return false;
    this.running = this.send();
    const saved = await this.running;
    this.running = null;
    return saved && this.isSaved();
  }

  async send() {
    const text = this.text();
    if (!this.failed) this.say("Saving…", "saving");
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, this.request(text));
      if (answer.status === CHANGED || answer.status === REFUSED) return this.refuse(text, answer.status);
      if (!answer.ok || answer.redirected) throw new Error(`refused with ${answer.status}`);
      this.succeed(text, (await answer.json()).saved_at);
      return true;
    } catch {
      this.fail();
      return false;
    }
  }

  // Every attempt has a number of its own: one that was given up on may still arrive, after a newer one.
  request(text) {
    const body = new URLSearchParams(text);
    this.sequence += 1;
    body.set("client_seq", String(this.sequence));
    return {
      method: "POST",
      body,
      headers: { "X-CSRFToken": body.get("csrf_token") ?? "", Accept: "application/json" },
      signal: AbortSignal.timeout(20000),
    };
  }

  succeed(text, savedAt) {
    this.savedText = text;
    this.failed = false;
    this.retryAfter = FIRST_RETRY;
    this.say(`Saved ${savedAt}`, "saved");
    if (!this.isSaved()) this.later(PAUSE);
    else if (allSaved()) document.dispatchEvent(new CustomEvent("marac:saved-all"));
    document.dispatchEvent(new CustomEvent("marac:answered"));
  }

  // Trying again would get the same answer: after 422 until something else is typed, after 409 for good,
  // for the words of somebody else must not be written over by a page that never showed them.
  refuse(text, status) {
    this.refusedText = text;
    this.overtaken = status === CHANGED;
    this.failed = false;
    this.warn(this.overtaken ? OVERTAKEN : NOT_KEEPABLE);
    document.dispatchEvent(new CustomEvent("marac:answered"));
    return false;
  }

  warn(words) {
    this.say(words, "not-saved");
    this.line?.append(this.downloadButton());
  }

  fail() {
    if (!this.failed) this.warn(TRYING_AGAIN);
    this.failed = true;
    this.later(this.retryAfter);
    this.retryAfter = Math.min(this.retryAfter * 2, LONGEST_RETRY);
  }

  say(words, state) {
    if (!this.line) return;
    this.line.textContent = words;
    this.line.dataset.state = state;
  }

  downloadButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = "Download what you wrote";
    button.addEventListener("click", () => this.download());
    return button;
  }

  download() {
    const written = [...this.form.querySelectorAll("textarea, input[type=text]")]
      .filter((field) => field.value)
      .map((field) => `${field.labels[0]?.textContent.trim() ?? field.name}\n${field.value}\n`);
    const address = URL.createObjectURL(new Blob([written.join("\n")], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "not-saved.txt";
    link.click();
    URL.revokeObjectURL(address);
  }
}

function allSaved() {
  return [...savers].every((saver) => saver.isSaved());
}

function watch(root) {
  for (const form of root.querySelectorAll("form[data-autosave-url]")) {
    if (![...savers].some((saver) => saver.form === form)) savers.add(new Saver(form));
  }
  for (const saver of savers) if (!saver.form.isConnected) saver.stop();
}

watch(document);
document.addEventListener("htmx:afterSwap", () => watch(document));

document.addEventListener("marac:save-now", (event) => {
  for (const saver of savers) event.detail.waiting.push(saver.save());
});

document.addEventListener("marac:leaving", () => {
  leaving = true;
});

window.addEventListener("online", () => {
  for (const saver of savers) if (saver.failed) saver.save();
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && !allSaved()) event.preventDefault();
});
