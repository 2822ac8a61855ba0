/* A shortcut: every box "I agree" at once. Each text keeps its own pair of answers. */
(function () {
  "use strict";

  var bar = document.querySelector("[data-agree-all]");
  if (!bar) return;
  bar.hidden = false;
  bar.querySelector("button").addEventListener("click", function () {
    document.querySelectorAll('.consent input[type="radio"][value="yes"]').forEach(function (radio) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    });
    bar.querySelector("[role=status]").textContent = bar.dataset.done;
  });
})();
