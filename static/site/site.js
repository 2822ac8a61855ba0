/* Small comforts; every page works without this file. */
(function () {
  "use strict";

  // After an htmx swap the browser does not honour autofocus: bring people to the error summary.
  function focusSummary(root) {
    var summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  // Menus made of <details> close on Escape and on a click outside.
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    focusSummary(document);
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    focusSummary(event.target);
  });
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-menu]"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = event.target.closest ? event.target.closest("details[data-menu][open]") : null;
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  // A button with data-confirm asks first; the server checks again in any case.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
  });

  // The wheel over a focused number field scrolls the page instead of changing the figure.
  document.addEventListener(
    "wheel",
    function (event) {
      if (event.target.type === "number" && event.target === document.activeElement) event.target.blur();
    },
    { passive: true }
  );
})();
