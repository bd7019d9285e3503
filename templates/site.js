(function () {
  var zh = document.documentElement.lang.slice(0, 2) === "zh";
  document.querySelectorAll("table").forEach(function (table, number) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    if (rows.length < 8) return;
    var label = document.createElement("label"), input = document.createElement("input");
    label.className = "search";
    label.textContent = zh ? "查找 " : "Search ";
    input.type = "search";
    label.appendChild(input);
    table.parentNode.insertBefore(label, table);
    input.addEventListener("input", function () {
      var words = input.value.trim().toLowerCase();
      rows.forEach(function (row) {
        row.hidden = words !== "" && (row.cells.length === 1 || row.textContent.toLowerCase().indexOf(words) < 0);
      });
    });
    if (!table.classList.contains("counts-table")) return;
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      if (!head.nextElementSibling) return;
      var button = document.createElement("button"), down = false;
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        down = !down;
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var key = function (row) { return row.cells[column].textContent; };
        rows.sort(function (a, b) {
          var order = column ? parseFloat(key(a)) - parseFloat(key(b)) || 0 : key(a).localeCompare(key(b), zh ? "zh" : "en");
          return down ? -order : order;
        });
        rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
      });
    });
  });
})();
