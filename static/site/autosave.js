/* Saves a section of the application by itself; the buttons below the form do the same without this file.

   Nothing typed is lost: what the server has not confirmed stays on the page and, until it is confirmed, in this
   tab's own storage (named by person and page, gone with the tab). A save never blocks typing. Two people on one page
   are told apart by the server, which compares with what this page showed (the field "seen"). */
(function () {
  "use strict";

  var TYPING_MS = 2500;
  var LEAVING_MS = 300;
  var RETRY_MS = [5000, 10000, 20000, 30000];
  var KEPT_MS = 12 * 3600 * 1000;
  var NOT_SENT = ["idempotency_key", "act", "unsaved", "still_right"];
  var NOT_KEPT = NOT_SENT.concat(["csrfmiddlewaretoken", "seen", "version"]);

  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.FormData) return;

  var status = form.querySelector("[data-autosave-status]");
  var conflicts = form.querySelector("[data-conflicts]");
  var key = "unsaved:" + form.dataset.owner + ":" + location.pathname;
  var changed = new Set();
  var underway = false;
  var again = false;
  var failures = 0;
  var loggedOut = false;
  var submitting = false;
  var timer = null;

  function field(name) {
    return form.elements.namedItem(name);
  }

  function isOurs(name) {
    return name && NOT_KEPT.indexOf(name) < 0 && !/^(pick|shown)-/.test(name) && !/-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(name);
  }

  function values() {
    var found = {};
    new FormData(form).forEach(function (value, name) {
      if (isOurs(name) && typeof value === "string") (found[name] = found[name] || []).push(value);
    });
    return found;
  }

  // -- what the person reads ------------------------------------------------------------------

  function say(text, tone, link) {
    status.hidden = false;
    status.className = "autosave autosave--" + tone;
    status.textContent = text;
    if (link) {
      var anchor = document.createElement(link.href ? "a" : "button");
      anchor.textContent = link.text;
      if (link.href) {
        anchor.href = link.href;
        anchor.target = "_blank";
        anchor.rel = "noopener";
      } else {
        anchor.type = "button";
        anchor.className = "autosave__button";
        anchor.addEventListener("click", link.act);
      }
      status.append(" ", anchor);
    }
  }

  function counted(text, number) {
    return text.replace("[n]", String(number));
  }

  function showErrors(errors) {
    form.querySelectorAll("[data-autosave-error]").forEach(function (old) {
      old.remove();
    });
    Object.keys(errors).forEach(function (name) {
      var input = form.querySelector('[name="' + CSS.escape(name) + '"]');
      var place = input && input.closest(".field");
      if (!place || place.querySelector(".field__error")) return;
      var line = document.createElement("div");
      line.className = "field__error";
      line.setAttribute("data-autosave-error", "");
      line.textContent = errors[name].join(" ");
      place.append(line);
    });
  }

  function showConflicts(html) {
    var holder = document.createElement("div");
    holder.innerHTML = html; // our own template, its values escaped by the server
    var fresh = holder.querySelector("[data-names]");
    var old = conflicts.querySelector("[data-names]");
    if (fresh && old && fresh.dataset.names === old.dataset.names) return; // keep what is being picked
    conflicts.replaceChildren.apply(conflicts, holder.childNodes);
  }

  // -- this tab's own copy --------------------------------------------------------------------

  function keep(submitted) {
    try {
      if (!changed.size) return sessionStorage.removeItem(key);
      sessionStorage.setItem(
        key,
        JSON.stringify({ at: Date.now(), seen: field("seen").value, submitted: !!submitted, values: values() })
      );
    } catch (full) {
      /* the page itself still has everything */
    }
  }

  function drop() {
    try {
      sessionStorage.removeItem(key);
    } catch (off) {
      /* nothing was kept then */
    }
  }

  function put(name, given) {
    var found = form.querySelectorAll('[name="' + CSS.escape(name) + '"]');
    var differs = false;
    found.forEach(function (input) {
      if (input.type === "checkbox" || input.type === "radio") {
        var checked = given.indexOf(input.value) >= 0;
        differs = differs || input.checked !== checked;
        input.checked = checked;
      } else if (input.type !== "file" && given.length && input.value !== given[0]) {
        differs = true;
        input.value = given[0];
      }
    });
    return differs;
  }

  function restore() {
    var kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key) || "null");
    } catch (broken) {
      drop();
    }
    if (!kept) return;
    var answered = kept.submitted && kept.seen !== field("seen").value;
    if (answered || Date.now() - kept.at > KEPT_MS) return drop();
    var present = values();
    // Rows that were typed new carry uids of their own page: fill them by their place only if they were empty.
    Object.keys(kept.values).concat(Object.keys(present)).forEach(function (name) {
      if (put(name, kept.values[name] || [])) changed.add(name);
    });
    var typed = Array.from(changed).some(function (name) {
      return !/-uid$/.test(name); // empty rows get a new uid with each page
    });
    if (!typed) {
      changed.clear();
      return drop();
    }
    field("seen").value = kept.seen; // compared with what that page showed, not with what this one does
    say(form.dataset.textRestored, "waiting", {
      text: form.dataset.textDiscard,
      act: function () {
        drop();
        changed.clear();
        location.reload();
      },
    });
    plan(LEAVING_MS);
  }

  // -- saving ---------------------------------------------------------------------------------

  function plan(ms) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, ms);
  }

  function touched(event) {
    if (!isOurs(event.target.name) || event.target.type === "file") return;
    changed.add(event.target.name);
    keep(false);
    if (!loggedOut && !failures) say(form.dataset.textWaiting, "waiting");
    if (!loggedOut) plan(failures ? RETRY_MS[0] : TYPING_MS);
  }

  function body() {
    var data = new FormData(form);
    Array.from(data.keys()).forEach(function (name) {
      if (NOT_SENT.indexOf(name) >= 0 || /^(pick|shown)-/.test(name)) data.delete(name);
    });
    return data;
  }

  function save() {
    if (!changed.size || submitting) return;
    if (underway) {
      again = true;
      return;
    }
    underway = true;
    var sent = new Set(changed);
    changed.clear();
    if (!failures) say(form.dataset.textSaving, "waiting");
    fetch(location.pathname, {
      method: "POST",
      body: body(),
      headers: { "X-Autosave": "1" },
      redirect: "manual",
      credentials: "same-origin",
    })
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error("login");
        if (answer.status === 403) throw new Error("token");
        if ([200, 409, 422].indexOf(answer.status) < 0) throw new Error("server");
        return answer.json();
      })
      .then(
        function (said) {
          saved(said, sent);
        },
        function (error) {
          failed(error, sent);
        }
      )
      .finally(function () {
        underway = false;
        if (again) {
          again = false;
          plan(LEAVING_MS);
        }
      });
  }

  function saved(said, sent) {
    failures = 0;
    loggedOut = false;
    field("version").value = said.version;
    field("seen").value = said.seen;
    field("csrfmiddlewaretoken").value = said.csrf;
    showErrors(said.errors);
    showConflicts(said.conflicts);
    var bad = Object.keys(said.errors);
    if (said.errors.__all__) {
      // Refused as a whole, such as after the closing: the reason, and everything typed stays.
      sent.forEach(function (name) {
        changed.add(name);
      });
      say(said.errors.__all__.join(" "), "problem");
    } else if (said.conflicts) {
      say(said.message + " · " + form.dataset.textConflict, "problem");
      sent.forEach(function (name) {
        if (said.conflicts.indexOf('name="pick-' + name + '"') >= 0) changed.add(name);
      });
    } else if (bad.length) {
      say(said.message + " · " + counted(form.dataset.textSome, bad.length), "problem");
      bad.forEach(function (name) {
        if (field(name)) changed.add(name);
      });
    } else {
      say(said.message, "saved");
    }
    keep(false);
    document.dispatchEvent(new CustomEvent("autosaved", { detail: said }));
  }

  function failed(error, sent) {
    sent.forEach(function (name) {
      changed.add(name);
    });
    keep(false);
    if (error.message === "login" || error.message === "token") {
      refresh();
      return;
    }
    failures += 1;
    say(counted(form.dataset.textFailed, changed.size), "problem");
    plan(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
  }

  // After a login in another tab the old token of this page no longer holds: fetch a fresh one, or learn that nobody
  // is logged in.
  function refresh() {
    fetch(location.pathname, { redirect: "manual", credentials: "same-origin" })
      .then(function (answer) {
        return answer.type === "opaqueredirect" ? null : answer.text();
      })
      .then(function (text) {
        var page = text && new DOMParser().parseFromString(text, "text/html");
        var same = page && page.querySelector('form[data-autosave][data-owner="' + form.dataset.owner + '"]');
        if (!same) {
          loggedOut = true;
          say(form.dataset.textLogin, "problem", {
            href: form.dataset.login + "?next=" + encodeURIComponent(location.pathname),
            text: form.dataset.textLoginLink,
          });
          return;
        }
        field("csrfmiddlewaretoken").value = same.elements.namedItem("csrfmiddlewaretoken").value;
        form.elements.namedItem("unsaved").value = same.elements.namedItem("unsaved").value;
        if (loggedOut || failures < 2) {
          loggedOut = false;
          failures += 1;
          plan(LEAVING_MS);
        }
      })
      .catch(function () {
        failures += 1;
        say(counted(form.dataset.textFailed, changed.size), "problem");
        plan(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
      });
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", function () {
    if (changed.size && !loggedOut && !failures) plan(LEAVING_MS);
  });
  form.addEventListener("submit", function (event) {
    if (loggedOut || !navigator.onLine) {
      event.preventDefault();
      if (loggedOut) refresh();
      else say(counted(form.dataset.textFailed, changed.size || 1), "problem");
      return;
    }
    submitting = true;
    window.clearTimeout(timer);
    keep(true);
  });
  window.addEventListener("pageshow", function () {
    submitting = false;
  });
  window.addEventListener("online", function () {
    if (changed.size) plan(LEAVING_MS);
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && changed.size && loggedOut) refresh();
  });
  window.addEventListener("focus", function () {
    if (changed.size && loggedOut) refresh();
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed.size && !submitting) event.preventDefault();
  });

  restore();
})();
