// Amounts that follow while volumes are typed. Without this file they follow on saving.
"use strict";

for (const form of document.querySelectorAll("[data-lines]")) {
  const shown = form.querySelector("[data-total]");
  const money = new Intl.NumberFormat(shown.dataset.language === "en" ? "en" : "nl", {
    style: "currency",
    currency: "EUR",
  });
  const write = (cents) => money.format(cents / 100);

  // A volume in whole units, or in cents where the unit is the euro; null for what is none.
  const read = (text, euro) => {
    const typed = text.trim();
    if (!euro) return /^\d{1,8}$/.test(typed) ? Number(typed) : null;
    const found = /^(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{2}))?$/.exec(typed);
    return found ? Number(found[1].replaceAll(".", "")) * 100 + Number(found[2] ?? 0) : null;
  };

  const amountOf = (line) => {
    if (line.dataset.fixed) return Number(line.dataset.fixed);
    const field = line.querySelector("[data-volume]");
    const volume = field && read(field.value, "euro" in line.dataset);
    if (!volume || line.dataset.sixty === undefined || line.dataset.changed) return null;
    return Math.floor((2 * volume * Number(line.dataset.sixty) + 60) / 120); // a half goes up
  };

  const reckon = (changed) => {
    let total = 0;
    for (const line of form.querySelectorAll(".line")) {
      const cents = amountOf(line);
      total += cents ?? 0;
      if (line === changed) line.querySelector("[data-amount]").textContent = cents === null ? "–" : write(cents);
    }
    shown.textContent = write(total);
  };

  form.addEventListener("input", (event) => {
    const line = event.target.closest(".line");
    if (!line) return;
    if ("changes" in event.target.dataset) line.dataset.changed = "yes";
    reckon(line);
  });
}

document.getElementById("uitkomst")?.focus();
