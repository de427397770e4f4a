// Counts the minutes of a case while it is on the screen. The page says the same without this script.

const PERIOD = 15000;

function words(used, given) {
  const left = given - used;
  const spare = left >= 0 ? `${left} left` : `${-left} over`;
  return `${used} of ${given} minutes used, ${spare}`;
}

function count() {
  for (const place of document.querySelectorAll("[data-minutes-since]")) {
    const used = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.minutesSince)) / 60000));
    const given = Number(place.dataset.minutesGiven);
    place.textContent = words(used, given);
    place.classList.toggle("overdue", used > given);
  }
}

count();
setInterval(count, PERIOD);
