// The queue by keyboard, and what is chosen while choosing. Without this file everything works.
"use strict";

for (const form of document.querySelectorAll("[data-queue]")) {
  const boxes = [...form.querySelectorAll("input[name=regel]")];
  const rows = [...form.querySelectorAll("tbody tr")];
  const told = form.querySelector("[data-chosen]");
  const money = new Intl.NumberFormat(form.dataset.language === "en" ? "en" : "nl", {
    style: "currency",
    currency: "EUR",
  });

  const count = () => {
    const chosen = boxes.filter((box) => box.checked);
    const cents = chosen.reduce((sum, box) => sum + Number(box.dataset.cents), 0);
    const text = chosen.length ? `${chosen.length} · ${money.format(cents / 100)}` : "";
    if (told) told.textContent = text || told.dataset.none;
    for (const place of form.querySelectorAll("[data-count]")) place.textContent = text && ` (${text})`;
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);

  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (step) => {
    const next = Math.min(Math.max(here() + step, 0), rows.length - 1);
    rows[next].querySelector("a").focus();
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    o: () => rows[here()]?.querySelector("a").click(),
    x: () => rows[here()]?.querySelector("input[name=regel]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
