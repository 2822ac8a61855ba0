/* Comfort for the list of applications; it works without this file. */
(function () {
  "use strict";

  // Empty filters stay out of the address, so that a link to the list is short and can be read.
  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-filters]");
    if (!form) return;
    Array.prototype.forEach.call(form.elements, function (control) {
      if (control.name && control.type !== "checkbox" && control.value === "") control.disabled = true;
    });
  });

  // The browser's way back brings the same page with its fields still disabled.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-filters] :disabled").forEach(function (control) {
      control.disabled = false;
    });
  });

  // "All that the filters leave" ticks the rows of this page too, so that one sees what is meant.
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-all]")) return;
    event.target.form.querySelectorAll('input[name="row"]').forEach(function (box) {
      box.checked = event.target.checked;
    });
  });
})();
