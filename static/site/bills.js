/* The table of bills: paste from a spreadsheet, move with the keys. The table works without this file. */
(function () {
  "use strict";

  var table = document.querySelector("[data-bills]");
  if (!table) return;
  var body = table.tBodies[0];
  var total = document.getElementById("id_" + table.dataset.prefix + "-TOTAL_FORMS");
  var template = document.getElementById("bill-row");
  var status = document.getElementById("bills-status");
  var add = document.getElementById("bills-add");
  var CELLS = ".bill-cell:not(.bill-cell--remove) > input, .bill-cell:not(.bill-cell--remove) > select";

  function cells(row) {
    return Array.prototype.slice.call(row.querySelectorAll(CELLS));
  }

  function addRow() {
    var number = parseInt(total.value, 10);
    if (number >= parseInt(table.dataset.most, 10)) return null;
    var row = template.content.firstElementChild.cloneNode(true);
    var html = row.innerHTML.replace(/__prefix__/g, String(number));
    row.innerHTML = html;
    var head = row.querySelector("th");
    head.firstChild.textContent = String(number + 1);
    var last = body.rows[body.rows.length - 1];
    var unit = row.querySelector(".bill-cell--unit select");
    var before = last && last.querySelector(".bill-cell--unit select");
    if (unit && before) unit.value = before.value;
    body.appendChild(row);
    total.value = String(number + 1);
    return row;
  }

  // "㎥" and "m3", "경부하" and "off_peak" mean the same.
  function plain(text) {
    return text.trim().toLowerCase().replace(/\s+/g, "").replace(/㎥|m³/g, "m3").replace(/^톤$/, "t");
  }

  function put(cell, text) {
    var value = text.trim();
    if (cell.tagName !== "SELECT") {
      cell.value = value;
    } else {
      var wanted = plain(value);
      var option = Array.prototype.find.call(cell.options, function (one) {
        return plain(one.value) === wanted || plain(one.text) === wanted;
      });
      if (!option) return wanted === "";
      cell.value = option.value;
    }
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  // Rows of a clipboard text; a cell in quotes may contain line breaks and doubled quotes.
  function parse(text) {
    var rows = [[""]];
    var quoted = false;
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (var i = 0; i < text.length; i++) {
      var row = rows[rows.length - 1];
      var mark = text[i];
      if (mark === '"' && quoted && text[i + 1] === '"') {
        row[row.length - 1] += '"';
        i++;
      } else if (mark === '"' && (quoted || row[row.length - 1] === "")) {
        quoted = !quoted;
      } else if (!quoted && mark === "\t") {
        row.push("");
      } else if (!quoted && mark === "\n") {
        rows.push([""]);
      } else {
        row[row.length - 1] += mark === "\n" ? " " : mark;
      }
    }
    return rows;
  }

  function fill(start, rows) {
    var row = start.closest("tr");
    var column = cells(row).indexOf(start);
    var filled = 0;
    var rejected = 0;
    rows.forEach(function (texts) {
      if (!row) {
        rejected += texts.length;
        return;
      }
      var own = cells(row);
      texts.forEach(function (text, offset) {
        var cell = own[column + offset];
        if (cell && put(cell, text)) filled++;
        else if (text.trim()) rejected++;
      });
      row = row.nextElementSibling || addRow();
    });
    say(filled, rejected);
  }

  function say(filled, rejected) {
    var text = table.dataset.pasted + filled;
    if (rejected) text += ". " + table.dataset.rejected + rejected;
    status.textContent = text;
    status.classList.remove("sr-only");
  }

  function move(from, rows, columns) {
    var row = from.closest("tr");
    var column = cells(row).indexOf(from) + columns;
    while (rows > 0 && row) {
      row = row.nextElementSibling || addRow();
      rows--;
    }
    while (rows < 0 && row) {
      row = row.previousElementSibling;
      rows++;
    }
    var target = row && cells(row)[column];
    if (!target) return false;
    target.focus();
    if (target.select) target.select();
    return true;
  }

  table.addEventListener("paste", function (event) {
    var cell = event.target.closest(CELLS);
    var text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!cell || !text || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) {
      if (cell && cell.tagName === "SELECT" && text) {
        event.preventDefault();
        fill(cell, parse(text));
      }
      return;
    }
    event.preventDefault();
    fill(cell, parse(text));
  });

  table.addEventListener("keydown", function (event) {
    var cell = event.target.closest(CELLS);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    var text = cell.tagName === "INPUT";
    var moved = false;
    if (event.key === "Enter") moved = move(cell, event.shiftKey ? -1 : 1, 0);
    // A list of choices keeps its own arrow keys, and so does a field with suggestions.
    else if (event.key === "ArrowDown" && text && !cell.list) moved = move(cell, 1, 0);
    else if (event.key === "ArrowUp" && text && !cell.list) moved = move(cell, -1, 0);
    else if (event.key === "ArrowLeft" && (!text || (cell.selectionStart === 0 && cell.selectionEnd === 0)))
      moved = move(cell, 0, -1);
    else if (event.key === "ArrowRight" && (!text || cell.selectionStart === cell.value.length))
      moved = move(cell, 0, 1);
    if (moved || event.key === "Enter") event.preventDefault();
  });

  function showErrors(errors) {
    table.querySelectorAll("[data-autosave-error]").forEach(function (old) {
      old.closest("td").classList.remove("bill-cell--invalid");
      old.remove();
    });
    Object.keys(errors).forEach(function (name) {
      var input = table.querySelector('[name="' + CSS.escape(name) + '"]');
      var place = input && input.closest("td");
      if (!place || place.querySelector(".errorlist")) return;
      var list = document.createElement("ul");
      list.className = "errorlist";
      list.setAttribute("data-autosave-error", "");
      errors[name].forEach(function (text) {
        list.appendChild(document.createElement("li")).textContent = text;
      });
      place.classList.add("bill-cell--invalid");
      place.appendChild(list);
    });
  }

  add.hidden = false;
  var without = document.querySelector("[data-without-script]");
  if (without) without.hidden = true;
  add.addEventListener("click", function () {
    var row = addRow();
    if (row) cells(row)[0].focus();
  });

  // After a save in the background each new row learns which stored row it is.
  document.addEventListener("autosaved", function (event) {
    var rows = (event.detail && event.detail.rows) || {};
    Object.keys(rows).forEach(function (prefix) {
      var field = document.getElementById("id_" + prefix + "-uid");
      if (field) field.value = rows[prefix];
    });
    showErrors((event.detail && event.detail.errors) || {});
  });
})();
