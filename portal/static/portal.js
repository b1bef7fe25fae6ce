// What a page does beyond its HTML. Everything works without this file.
"use strict";

// A summary of errors is where the reader should be.
document.getElementById("fouten")?.focus();

// A form is sent once, however often its button is pressed; one that fetches a file, each time.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("again" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (!event.defaultPrevented && form.method === "post") form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Files can be dropped on an area that holds a field for files; it names what was chosen.
for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("input[type=file]");
  const chosen = area.querySelector("[data-chosen]");
  const show = () => {
    chosen.textContent = [...field.files].map((file) => file.name).join(", ");
  };
  field.addEventListener("change", show);
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("drop--over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("drop--over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("drop--over");
    field.files = event.dataTransfer.files;
    show();
  });
}
