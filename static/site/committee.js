"use strict";
// Comfort on the scoring page: digits choose a mark, Ctrl+Enter saves as final. Everything works without it.
(() => {
  const form = document.querySelector("form[data-review]");
  if (!form) {
    return;
  }

  const groups = [...form.querySelectorAll(".review-criterion fieldset")];

  const current = () => {
    const inside = document.activeElement && document.activeElement.closest(".review-criterion fieldset");
    return inside || groups.find((group) => !group.querySelector("input:checked"));
  };

  const choose = (group, digit) => {
    const radio = group.querySelector(`input[type="radio"][value="${digit}"]`);
    if (!radio) {
      return;
    }
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const next = groups[groups.indexOf(group) + 1];
    const target = next && (next.querySelector("input:checked") || next.querySelector("input"));
    (target || form.querySelector('textarea[name="comment"]') || radio).focus();
  };

  document.addEventListener("keydown", (event) => {
    const types = event.target instanceof HTMLInputElement && event.target.type !== "radio";
    if (event.ctrlKey && event.key === "Enter" && form.contains(event.target)) {
      const button = form.querySelector('button[value="final"]');
      if (button) {
        event.preventDefault();
        button.click();
      }
    } else if (/^\d$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (types || event.target instanceof HTMLTextAreaElement) {
        return;
      }
      const group = current();
      if (group) {
        event.preventDefault();
        choose(group, event.key);
      }
    }
  });
})();
