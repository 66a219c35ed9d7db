"use strict";
// Sortable, filterable tables over rows of plain data.  Text only ever becomes text nodes.
const config = JSON.parse(document.getElementById("config").textContent);
const say = (key, values = {}) =>
  (config.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const word = (family, value) => config.words[`${family}.${value}`] ?? value;
const count = (n) => n.toLocaleString("en");
const percent = (p) => p > 0.99 ? say("over-99") : p < 0.01 ? say("under-1") : Math.round(p * 100) + "%";
const byWords = new Intl.Collator(config.lang).compare;

function el(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "line", "circle", "path", "text", "title"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
  return made;
}

// columns: {key, title, number?, cell?(row) → node or text, text?(row) → what search looks at}
class Table {
  constructor(root, columns, { sort = null, down = false, said = "run.rows" } = {}) {
    Object.assign(this, { root, columns, sort, down, said, rows: [], start: 0, size: 50, tests: new Map(), hay: new WeakMap() });
    this.body = root.querySelector("tbody");
    this.heads = columns.map((column, i) => {
      const button = el("button", { type: "button", onclick: () => this.order(i) }, column.title);
      return el("th", { scope: "col", class: column.number ? "number" : null }, button);
    });
    root.querySelector("thead").append(el("tr", {}, this.heads));
    const search = root.querySelector("[data-search]");
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      this.test("search", wanted.length ? (row) => wanted.every((w) => this.words(row).includes(w)) : null);
    });
    for (const button of root.querySelectorAll("[data-turn]"))
      button.addEventListener("click", () => { this.start += +button.dataset.turn * this.size; this.draw(); });
  }

  words(row) {
    if (!this.hay.has(row)) this.hay.set(row, row.filter((v) => typeof v === "string").join("\n").toLowerCase());
    return this.hay.get(row);
  }

  add(rows) { for (const row of rows) this.rows.push(row); this.refresh(); }

  test(name, test) {
    if (test) this.tests.set(name, test); else this.tests.delete(name);
    this.start = 0;
    this.refresh();
  }

  order(i) {
    this.down = this.sort === i ? !this.down : Boolean(this.columns[i].number);
    this.sort = i;
    this.start = 0;
    this.refresh();
  }

  refresh() {
    const tests = [...this.tests.values()];
    this.found = tests.length ? this.rows.filter((row) => tests.every((test) => test(row))) : [...this.rows];
    const column = this.columns[this.sort];
    if (column) {
      const { key } = column;
      const compare = column.number ? (a, b) => a[key] - b[key] : (a, b) => byWords(a[key], b[key]);
      this.found.sort(this.down ? (a, b) => compare(b, a) : compare);
    }
    this.draw();
  }

  draw() {
    const last = Math.max(0, Math.ceil(this.found.length / this.size) - 1) * this.size;
    this.start = Math.min(Math.max(0, this.start), last);
    const end = Math.min(this.found.length, this.start + this.size);
    this.heads.forEach((head, i) => {
      if (i === this.sort) head.setAttribute("aria-sort", this.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.body.replaceChildren(...this.found.slice(this.start, end).map((row) => el("tr", {}, this.columns.map((column, i) => {
      const value = column.cell ? column.cell(row) : row[column.key];
      return el(i ? "td" : "th", { scope: i ? null : "row", "data-label": i ? column.title : null, class: [column.number && "number", column.class].filter(Boolean).join(" ") || null },
        typeof value === "number" ? count(value) : value);
    }))));
    this.root.querySelector("[data-count]").textContent = say("run.of", { n: count(this.found.length), all: count(this.rows.length) });
    this.root.querySelector("[data-where]").textContent = this.found.length ? `${count(this.start + 1)}–${count(end)}` : "0";
    const [back, on] = this.root.querySelectorAll("[data-turn]");
    back.disabled = this.start === 0;
    on.disabled = end >= this.found.length;
  }
}
