/* On the form of an update: adds a row without asking the server, and says what "achieved" still needs. */
(() => {
  "use strict";

  const fold = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();

  const addRow = (rows) => {
    const total = rows.querySelector("[name$='-TOTAL_FORMS']");
    const template = rows.querySelector("template[data-blank-row]");
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML
      .replaceAll("__prefix__", total.value)
      .replaceAll("__number__", Number(total.value) + 1);
    const row = holder.content.firstElementChild;
    template.before(row);
    total.value = Number(total.value) + 1;
    return row;
  };

  for (const rows of document.querySelectorAll("[data-rows]")) {
    const most = Number(rows.dataset.most);
    const count = () => Number(rows.querySelector("[name$='-TOTAL_FORMS']").value);
    const start = `${rows.dataset.rows}-`;
    rows.querySelector("[data-add-row]").addEventListener("click", (event) => {
      event.preventDefault();
      if (count() < most) addRow(rows).querySelector("select, input:not([type=hidden])").focus();
    });
    rows.closest("form").addEventListener("rows-needed", (event) => {
      const numbers = event.detail.filter((name) => name.startsWith(start)).map((name) => parseInt(name.slice(start.length), 10));
      const wanted = Math.min(Math.max(-1, ...numbers.filter((number) => number >= 0)) + 1, most);
      while (count() < wanted) addRow(rows);
    });
  }

  for (const answer of document.querySelectorAll("[data-achieved]")) {
    const form = answer.closest("form");
    const status = form.elements.namedItem("status");
    const value = (row, name) => row.querySelector(`[name$='-${name}']`);
    const origins = () => {
      const counted = [...form.querySelectorAll("[data-row='evidence']")].filter(
        (row) => value(row, "description").value.trim() && !value(row, "DELETE")?.checked,
      );
      return new Set(counted.map((row) => fold(value(row, "origin").value)).filter(Boolean));
    };
    const say = () => {
      const found = Math.min(origins().size, 2);
      const text = status.value === "achieved" ? [answer.dataset.none, answer.dataset.one, answer.dataset.enough][found] : "";
      if (answer.textContent !== text) answer.textContent = text;
    };
    form.addEventListener("input", say);
    form.addEventListener("change", say);
    say();
  }
})();
