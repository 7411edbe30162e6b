// Tables sort by a click on a header; rows of means stay last, in their order. A third click restores.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = Number(text.replaceAll(",", "").replaceAll("\u2212", "-").replace(/^\+/, ""));
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) => {
    if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang);
    return typeof a === "number" ? -1 : 1;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { undefined: "descending", descending: "ascending" }[head.getAttribute("aria-sort") ?? undefined];
      for (const other of heads) other.removeAttribute("aria-sort");
      const sign = next === "ascending" ? 1 : -1;
      const means = original.filter((row) => row.classList.contains("mean"));
      const rows = original.filter((row) => !row.classList.contains("mean"));
      if (next) {
        head.setAttribute("aria-sort", next);
        rows.sort((a, b) => sign * compare(value(a, column), value(b, column)));
      }
      body.append(...(next ? [...rows, ...means] : original));
    });
  });
}

// What is folded away on the screen is printed.
const folded = () => document.querySelectorAll("details:not([open])");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...folded()];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});
