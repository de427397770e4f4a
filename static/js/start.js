// Starts the GOV.UK scripts, and starts them again in whatever htmx has put into the page.

// htmx notes the address of the page for a history that is switched off. Nothing stays in the browser's storage.
function forgetAddress() {
  sessionStorage.clear();
}

forgetAddress();
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const { dataset } = document.querySelector("script[data-govuk-frontend]");
const { initAll } = await import(dataset.govukFrontend);

// GOV.UK's script would give radio buttons an expanded state, which they may not have; our style shows and
// hides what belongs to an answer instead.
function start(scope) {
  for (const radio of scope.querySelectorAll("[type=radio][data-aria-controls]")) delete radio.dataset.ariaControls;
  initAll({ scope });
}

start(document);
document.addEventListener("htmx:afterSwap", (event) => {
  forgetAddress();
  start(event.detail.target);
});
