/* Lets the server's clock tick from the server's instant; the computer's own clock is never asked what time it is. */
(function () {
  "use strict";

  var DAY = 86400, HOUR = 3600, MINUTE = 60;
  var SEOUL = 9 * HOUR * 1000;

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function seoul(ms) {
    var at = new Date(ms + SEOUL);
    return (
      at.getUTCFullYear() + ". " + (at.getUTCMonth() + 1) + ". " + at.getUTCDate() + ". " +
      two(at.getUTCHours()) + ":" + two(at.getUTCMinutes()) + ":" + two(at.getUTCSeconds())
    );
  }

  function say(words, number) {
    return words.replace("%n", number);
  }

  function left(seconds, box) {
    var days = Math.floor(seconds / DAY), hours = Math.floor((seconds % DAY) / HOUR);
    var minutes = Math.floor((seconds % HOUR) / MINUTE);
    if (days) {
      return (
        say(days === 1 ? box.dataset.day : box.dataset.days, days) + " " +
        say(box.dataset.hours, hours) + " " + say(box.dataset.minutes, minutes)
      );
    }
    if (hours) return say(box.dataset.hours, hours) + " " + say(box.dataset.minutes, minutes);
    return say(box.dataset.minutes, minutes) + " " + say(box.dataset.seconds, seconds % MINUTE);
  }

  function start(box) {
    var shown = box.querySelector("[data-clock-now]"), rest = box.querySelector("[data-clock-left]");
    var server = Number(box.dataset.now), ends = Number(box.dataset.ends), since = performance.now();

    function tick() {
      var now = server + (performance.now() - since);
      shown.textContent = seoul(now);
      if (now >= ends) {
        rest.textContent = box.dataset.over;
        box.classList.add("server-clock--over");
      } else {
        rest.textContent = left(Math.floor((ends - now) / 1000), box);
      }
    }

    // A computer that slept does not count: ask the server again when the page is looked at.
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) return;
      fetch(box.dataset.pulse, { method: "HEAD", cache: "no-store" }).then(
        function (answer) {
          var date = Date.parse(answer.headers.get("Date") || "");
          if (!isNaN(date)) {
            server = date;
            since = performance.now();
            tick();
          }
        },
        function () {}
      );
    });
    tick();
    setInterval(tick, 1000);
  }

  document.querySelectorAll("[data-server-clock]").forEach(start);
})();
