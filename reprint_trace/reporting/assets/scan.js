"use strict";
// The report of a scan: tables filled from parts as they come, details of a page when it is opened.
const C = Object.fromEntries(config.columns.map((name, i) => [name, i]));
const held = (id) => JSON.parse(document.getElementById(id).textContent);
let details = null; // read when the first page is opened
let network = null;

// ── tables ──
const link = (text, go) => el("a", { href: "#pages", onclick: (event) => { event.preventDefault(); go(); } }, el("bdi", {}, text));
const column = (key, title, more = {}) => ({ key, title: say(title), ...more });
const isolated = (key) => (row) => el("bdi", {}, row[key]);
const share = (row) => {
  const [held, low, high, decided] = row.slice(-4);
  if (held < 0) return el("span", { class: "dim" }, "–");
  const x = (v) => 4 + v * 92;
  return [
    el("span", { title: say("run.interval", { low: percent(low), high: percent(high), n: count(decided) }) },
      `${percent(held)} `, el("span", { class: "dim" }, `${percent(low)}–${percent(high)}, n=${count(decided)}`)),
    el("svg", { class: "interval", width: 100, height: 12, "aria-hidden": "true" },
      el("line", { class: "track", x1: 4, x2: 96, y1: 6, y2: 6 }), el("line", { x1: x(low), x2: x(high), y1: 6, y2: 6 }),
      el("circle", { cx: x(held), cy: 6, r: 4 })),
  ];
};
const tone = config.tones;
const verdict = (family, key) => (row) => el("span", { class: tone[row[key]] }, word(`${family}.word`, row[key]));
const sure = (p) => p < 0 ? "" : percent(p);
const at = (id) => document.getElementById(id);

const tables = {
  pages: new Table(at("pages"), [
    column(C.title, "run.page", { cell: (row) => [el("a", { href: `#page-${row[C.number]}` }, el("bdi", {}, row[C.title])), el("bdi", { class: "file" }, row[C.file])] }),
    column(C.site, "run.site", { cell: (row) => row[C.site] ? link(row[C.site], () => chip("site", row[C.site])) : "–" }),
    column(C.published, "run.published", { class: "date" }),
    column(C.declared, "run.declared", { cell: isolated(C.declared) }),
    column(C.origin, "run.origin", { cell: verdict("origin", C.origin) }),
    column(C.path, "run.path", { cell: verdict("path", C.path) }),
    column(C.probability, "run.probability", { number: true, cell: (row) => sure(row[C.probability]) }),
    column(C.from, "run.from", { cell: isolated(C.from) }),
    column(C.story, "run.story", { number: true, cell: (row) => row[C.story] ? link(String(row[C.story]), () => chip("story", row[C.story])) : "" }),
  ]),
  stories: new Table(at("stories"), [
    column(1, "run.story", { cell: (row) => [link(row[1], () => chip("story", row[0])), el("span", { class: "file" }, `№ ${row[0]}`)] }),
    column(2, "run.pages", { number: true }),
    column(3, "run.sites", { number: true }),
    column(4, "run.from", { cell: isolated(4) }),
    column(5, "run.earliest", { class: "date" }), column(6, "run.latest", { class: "date" }),
    column(7, "run.failing", { number: true }),
  ]),
  sites: new Table(at("sites"), [
    column(0, "run.site", { cell: (row) => link(row[0], () => chip("site", row[0])) }),
    column(1, "run.pages", { number: true }), column(2, "run.copied", { number: true }), column(3, "run.failing", { number: true }),
    ...config.origins.map((o, i) => column(4 + i, `origin.word.${o}`, { number: true })),
    column(4 + config.origins.length, "path.word.undeclared-relay", { number: true }), column(5 + config.origins.length, "run.spun", { number: true }),
    column(6 + config.origins.length, "run.holds", { number: true, cell: share }),
  ]),
  outlets: new Table(at("outlets"), [
    column(0, "run.outlet", { cell: (row) => link(row[0], () => chip("from", row[0])) }),
    column(1, "run.reprinted", { number: true }), column(2, "run.on-sites", { number: true }), column(3, "run.relayed", { number: true }),
  ]),
  flows: new Table(at("flows"), [
    column(0, "run.flow-from", { cell: isolated(0) }), column(1, "run.flow-to", { cell: isolated(1) }), column(2, "run.times", { number: true }),
  ]),
};
let drawn = null;
function fill(data) {
  for (const name of ["sites", "outlets", "stories", "flows"]) tables[name].add(data[name]);
  drawn = data.network;
  if (!at("network").hidden) draw();
}
function draw() {
  if (network || !drawn) return;
  network = new Network(at("net"), at("net-info"), drawn, (name) => chip("any", name));
}

// ── filters ──
const chips = new Map();
const TESTS = {
  site: (value) => (row) => row[C.site] === value,
  from: (value) => (row) => row[C.from] === value,
  story: (value) => (row) => row[C.story] === value,
  any: (value) => (row) => row[C.site] === value || row[C.from] === value,
};
function chip(kind, value) {
  const holder = document.querySelector("[data-chips]");
  chips.get(kind)?.remove();
  const made = el("button", { type: "button", class: "chip", onclick: () => {
    made.remove();
    tables.pages.test(kind, null);
  } }, el("bdi", {}, kind === "story" ? `${say("run.story")} ${value}` : value), " ×");
  chips.set(kind, made);
  holder.append(made);
  tables.pages.test(kind, TESTS[kind](value));
  choose("pages");
  at("tab-pages").focus();
}
for (const select of document.querySelectorAll("[data-select]"))
  select.addEventListener("change", () => {
    const key = C[select.dataset.select];
    tables.pages.test(select.dataset.select, select.value ? (row) => row[key] === select.value : null);
  });
for (const button of document.querySelectorAll("[data-filter-origin]"))
  button.addEventListener("click", () => {
    const select = document.querySelector("[data-select=origin]");
    select.value = button.dataset.filterOrigin;
    select.dispatchEvent(new Event("change"));
    choose("pages");
  });

// ── tabs ──
const tabs = [...document.querySelectorAll("[role=tab]")];
function choose(id) {
  for (const tab of tabs) {
    const mine = tab.getAttribute("aria-controls") === id;
    tab.setAttribute("aria-selected", mine);
    tab.tabIndex = mine ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !mine;
  }
  if (id === "network") draw();
}
tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => choose(tab.getAttribute("aria-controls")));
  tab.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(i + by + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
});
document.querySelector("[data-least]").addEventListener("change", (event) => network?.filter(+event.target.value));
for (const button of document.querySelectorAll("[data-zoom]"))
  button.addEventListener("click", () => network?.zoom(+button.dataset.zoom));

// ── one page ──
const dialog = at("page");
function open(number) {
  const row = tables.pages.rows[number - 1];
  if (!row) return;
  details ??= held("details");
  const d = details[number - 1];
  const list = (title, items) => items.length ? [el("h3", {}, say(title)), el("ul", {}, items)] : [];
  const quoted = (text) => el("q", {}, el("bdi", {}, text));
  const kind = (name) => name.includes(":") ? `${word("evidence", name.split(":")[0])}${say("colon")}${word(name.split(":")[0], name.split(":")[1])}` : word("evidence", name);
  dialog.replaceChildren(...[
    el("form", { method: "dialog" }, el("button", { class: "close", autofocus: true }, say("run.close"))),
    el("h2", { id: "page-title" }, el("bdi", {}, row[C.title])),
    el("p", { class: "dim" }, el("bdi", {}, [row[C.site], row[C.published], row[C.file]].filter(Boolean).join(" · "))),
    d.url ? el("p", {}, el("a", { href: d.url, rel: "noopener noreferrer nofollow" }, el("bdi", {}, d.url))) : null,
    el("p", { class: `headline ${tone[row[C.origin]] === "good" ? tone[row[C.path]] : tone[row[C.origin]]}` },
      say(`origin.${row[C.origin]}`) + say("headline.joint") + say(`path.${row[C.path]}`) + say("stop")),
    el("p", {}, el("bdi", {}, d.summary)),
    row[C.probability] < 0 && !d.change ? null : el("p", { class: "dim" }, [row[C.probability] < 0 ? "" : `${say("run.probability")}${say("colon")}${percent(row[C.probability])}`, d.change].filter(Boolean).join(" · ")),
    el("h3", {}, say("run.chain")),
    el("ol", {}, d.chain.map(([role, name, date, twins], i) => el("li", {}, el("strong", {}, el("bdi", {}, name)), " ",
      el("span", { class: "dim" }, [word("role", role), date, twins ? `+${twins}` : "", i && d.steps[i - 1].length ? `${sure(d.steps[i - 1][0])} ${word("grade", d.steps[i - 1][1])}` : ""].filter(Boolean).join(" · "))))),
    d.match.length ? el("p", { class: "dim" }, el("bdi", {}, d.match[0]), ` · ${word("relation", d.match[1])} · ${percent(d.match[2])} / ${percent(d.match[3])}`) : null,
    ...list("run.claims", d.claims.map(([name, quote, where]) => el("li", {}, `${word("claim", name)} (${word("where", where)})${say("colon")}`, quoted(quote)))),
    ...list("run.facts", d.facts.map(([name, quote]) => el("li", {}, `${kind(name)}${say("colon")}`, quoted(quote)))),
    ...list("run.edits", d.edits.map(([name, n, before, after]) => el("li", {}, `${word("edit", name)} ×${count(n)}${say("colon")}`, el("bdi", {}, before || "∅"), " → ", el("bdi", {}, after || "∅")))),
    el("p", { class: "dim" }, el("code", {}, `SHA-256 ${d.sha256}`)),
    row[C.full] ? el("p", {}, el("a", { href: `report/${number}.html` }, say("run.full")), " ", el("span", { class: "dim" }, say("run.full-note"))) : el("p", { class: "dim" }, say("run.make"), el("pre", {}, el("code", {}, `reprint-trace report RUN --page '${row[C.file].replaceAll("'", "'\\''")}' -o page.html`))),
  ].filter(Boolean));
  if (!dialog.open) dialog.showModal();
}
dialog.addEventListener("close", () => { if (location.hash.startsWith("#page-")) history.replaceState(null, "", "#"); });
const follow = () => {
  const found = /^#page-(\d+)$/.exec(location.hash);
  if (found) open(+found[1]);
  else if (dialog.open) dialog.close();
};
addEventListener("hashchange", follow);

const data = held("data");
tables.pages.add(data.pages);
fill(data);
follow();
document.body.dataset.ready = "1";
