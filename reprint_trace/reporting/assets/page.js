"use strict";
// Jumps from edit to edit, panes that scroll together, marks that can be switched off.
// Without this script the report shows everything; nothing here reads text as code.
for (const box of document.querySelectorAll("[data-compare]")) {
  const [page, original] = box.querySelectorAll(".pane");
  const output = box.querySelector("[data-at]");
  const marks = (pane) => {
    const found = new Map();
    for (const el of pane.querySelectorAll("[data-e]")) {
      const list = found.get(+el.dataset.e) || [];
      found.set(+el.dataset.e, [...list, el]);
    }
    return found;
  };
  const sides = new Map([[page, marks(page)], [original, marks(original)]]);
  const count = Math.max(...[...sides.values()].map((m) => Math.max(-1, ...m.keys()))) + 1;
  let at = -1;

  const top = (pane, el) => el.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
  const shown = (n) => {
    const el = (sides.get(page).get(n) || sides.get(original).get(n) || [])[0];
    return el && !["foreign", "cut", "substituted", "rule", "altered", "moved"].some(
      (sort) => el.classList.contains(sort) && box.classList.contains("off-" + sort));
  };
  let still = 0;
  const jump = (n, focus) => {
    for (const el of box.querySelectorAll(".at")) el.classList.remove("at");
    at = n;
    still = performance.now() + 200;
    let label = "";
    for (const [pane, found] of sides) {
      const els = found.get(n) || [];
      for (const el of els) el.classList.add("at");
      if (els.length) {
        pane.scrollTop = top(pane, els[0]) - pane.clientHeight / 3;
        label = label || els[0].title;
      }
    }
    const first = (sides.get(page).get(n) || sides.get(original).get(n) || [])[0];
    if (first && focus) first.focus({ preventScroll: true });
    output.textContent = `${n + 1} / ${count}  ${label}`;
  };
  const step = (by) => {
    for (let n = at + by, tries = 0; tries < count; n += by, tries += 1) {
      const wrapped = (n + count) % count;
      if (shown(wrapped)) {
        const reach = box.getBoundingClientRect();
        if (reach.top > innerHeight * 0.6 || reach.bottom < 120) box.scrollIntoView({ block: "start" });
        jump(wrapped, true);
        return;
      }
    }
  };

  // Places that stand on both sides, in order on both: where one pane stands says where the other belongs.
  let pairs = null;
  const measure = () => {
    const of = (pane) => {
      const places = new Map();
      for (const el of pane.querySelectorAll("[data-r]"))
        if (!places.has(el.dataset.r)) places.set(el.dataset.r, top(pane, el));
      for (const el of pane.querySelectorAll("[data-e]"))
        if (!places.has("e" + el.dataset.e)) places.set("e" + el.dataset.e, top(pane, el));
      return places;
    };
    const [left, right] = [of(page), of(original)];
    const both = [...left].filter(([k]) => right.has(k)).map(([k, y]) => [y, right.get(k)]).sort((a, b) => a[0] - b[0]);
    pairs = [[0, 0]];
    for (const pair of both) if (pair[0] > pairs.at(-1)[0] && pair[1] > pairs.at(-1)[1]) pairs.push(pair);
    pairs.push([Math.max(page.scrollHeight, pairs.at(-1)[0] + 1), Math.max(original.scrollHeight, pairs.at(-1)[1] + 1)]);
  };
  const follow = (from, to, side) => {
    if (!pairs) measure();
    const line = from.clientHeight / 3;
    const y = from.scrollTop + line;
    let i = 1;
    while (i < pairs.length - 1 && pairs[i][side] < y) i += 1;
    const [a, b] = [pairs[i - 1], pairs[i]];
    const share = (y - a[side]) / Math.max(1, b[side] - a[side]);
    const target = a[1 - side] + share * (b[1 - side] - a[1 - side]) - line;
    to.scrollTop = from.scrollTop <= 1 ? 0 : target;
  };
  // A pane that was moved by the other must not move it back.
  let leader = null;
  for (const [side, pane, other] of [[0, page, original], [1, original, page]]) {
    for (const kind of ["pointerenter", "focusin", "wheel", "touchstart", "keydown"])
      pane.addEventListener(kind, () => { leader = pane; }, { passive: true });
    pane.addEventListener("scroll", () => {
      if (leader === pane && performance.now() > still) follow(pane, other, side);
    }, { passive: true });
  }
  addEventListener("resize", () => { pairs = null; });

  box.querySelector(".jumps").hidden = count === 0;
  output.textContent = output.dataset.none;
  for (const button of box.querySelectorAll("[data-jump]"))
    button.addEventListener("click", () => { step(+button.dataset.jump); button.focus({ preventScroll: true }); });
  for (const input of box.querySelectorAll("[data-sort]")) {
    input.hidden = false;
    input.addEventListener("change", () => box.classList.toggle("off-" + input.dataset.sort, !input.checked));
  }
  const fold = box.querySelector("[data-fold]");
  box.querySelector(".fold").hidden = false;
  fold.addEventListener("change", () => { box.classList.toggle("show-folded", fold.checked); pairs = null; });
  for (const link of box.closest("details").querySelectorAll("[data-goto]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      box.scrollIntoView({ block: "start" });
      jump(+link.dataset.goto, true);
    });
  box.step = step;
  box.fold = () => fold.click();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox])")) return;
  const boxes = [...document.querySelectorAll("details[open] [data-compare]")];
  const box = event.target.closest("[data-compare]") || boxes[0];
  if (!box) return;
  if (event.key === "n") box.step(1);
  else if (event.key === "p") box.step(-1);
  else if (event.key === "f") box.fold();
  else return;
  event.preventDefault();
});

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
