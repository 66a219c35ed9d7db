"use strict";
// Who reprints whom: a force layout of our own (Fruchterman & Reingold 1991) that begins on a
// spiral, so that the same data always gives the same picture.
function layout(nodes, edges) {
  const turn = Math.PI * (3 - Math.sqrt(5));
  const at = nodes.map((_, i) => [Math.cos(i * turn) * 26 * Math.sqrt(i + 1), Math.sin(i * turn) * 26 * Math.sqrt(i + 1)]);
  const apart = 74;
  for (let step = 0, heat = 60; step < 320; step += 1, heat *= 0.985) {
    const push = at.map(([x, y]) => [-x * 0.035, -y * 0.05]);
    for (let i = 0; i < at.length; i += 1)
      for (let j = i + 1; j < at.length; j += 1) {
        const [dx, dy] = [at[i][0] - at[j][0] || 0.01, at[i][1] - at[j][1] || 0.01];
        const near = dx * dx + dy * dy;
        if (near > 90000) continue;  // stories apart do not drive each other off the picture
        const force = Math.min(40, (apart * apart) / near);
        push[i][0] += dx * force * 0.3; push[i][1] += dy * force * 0.3;
        push[j][0] -= dx * force * 0.3; push[j][1] -= dy * force * 0.3;
      }
    for (const [a, b, n] of edges) {
      const [dx, dy] = [at[b][0] - at[a][0], at[b][1] - at[a][1]];
      const far = Math.hypot(dx, dy) || 1;
      const pull = ((far - apart) / far) * Math.min(0.22, 0.06 + 0.03 * Math.log1p(n));
      push[a][0] += dx * pull; push[a][1] += dy * pull;
      push[b][0] -= dx * pull; push[b][1] -= dy * pull;
    }
    for (let i = 0; i < at.length; i += 1) {
      const far = Math.hypot(...push[i]) || 1;
      at[i][0] += (push[i][0] / far) * Math.min(far, heat);
      at[i][1] += (push[i][1] / far) * Math.min(far, heat);
    }
  }
  return at;
}

class Network {
  constructor(svg, info, { nodes, edges }, show) {
    Object.assign(this, { svg, info, nodes, edges, show, least: 1, chosen: -1, moving: null });
    this.at = layout(nodes, edges);
    const most = Math.max(1, ...nodes.map((node) => node[1]));
    this.radius = nodes.map((node) => 5 + 15 * Math.sqrt(node[1] / most));
    this.build();
    const [xs, ys] = [this.at.map((p) => p[0]), this.at.map((p) => p[1])];
    const [left, top] = [Math.min(0, ...xs) - 60, Math.min(0, ...ys) - 40];
    this.view = [left, top, Math.max(60, Math.max(0, ...xs) + 60 - left), Math.max(60, Math.max(0, ...ys) + 50 - top)];
    this.look();
    svg.addEventListener("pointermove", (event) => this.move(event));
    for (const kind of ["pointerup", "pointercancel"]) svg.addEventListener(kind, () => { this.moving = null; });
    svg.addEventListener("pointerdown", (event) => { if (event.target === svg) this.moving = { node: -1, from: this.point(event) }; });
    svg.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(event.deltaY > 0 ? 1.12 : 0.89); }, { passive: false });
  }

  build() {
    const marker = document.createElementNS("http://www.w3.org/2000/svg", "marker");
    for (const [key, value] of Object.entries({ id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }))
      marker.setAttribute(key, value);
    marker.append(el("path", { d: "M0,0 L8,4 L0,8 z" }));
    this.lines = this.edges.map(([a, b, n]) => el("g", {},
      el("path", { "marker-end": "url(#tip)", "stroke-width": 0.8 + Math.log1p(n) * 0.8 }, el("title", {}, `${this.nodes[a][0]} → ${this.nodes[b][0]}: ${count(n)}`))));
    this.dots = this.nodes.map(([name, n, seen], i) => {
      const dot = el("g", { tabindex: 0, role: "button", class: seen ? null : "unseen", "aria-label": `${name} ${count(n)}` },
        el("circle", { r: this.radius[i] }), el("text", { dy: this.radius[i] + 13 }, i < 45 ? name : ""), el("title", {}, name));
      dot.addEventListener("pointerdown", (event) => { this.moving = { node: i }; this.choose(i); this.svg.setPointerCapture(event.pointerId); });
      dot.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.choose(i);
      });
      return dot;
    });
    this.svg.replaceChildren(marker, ...this.lines, ...this.dots);
    this.place();
  }

  place() {
    this.edges.forEach(([a, b], k) => {
      const [dx, dy] = [this.at[b][0] - this.at[a][0], this.at[b][1] - this.at[a][1]];
      const far = Math.hypot(dx, dy) || 1;
      const [x1, y1] = [this.at[a][0] + (dx / far) * this.radius[a], this.at[a][1] + (dy / far) * this.radius[a]];
      const [x2, y2] = [this.at[b][0] - (dx / far) * (this.radius[b] + 3), this.at[b][1] - (dy / far) * (this.radius[b] + 3)];
      const [mx, my] = [(x1 + x2) / 2 - dy * 0.08, (y1 + y2) / 2 + dx * 0.08];
      this.lines[k].firstChild.setAttribute("d", `M${x1.toFixed(1)},${y1.toFixed(1)} Q${mx.toFixed(1)},${my.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`);
    });
    this.dots.forEach((dot, i) => dot.setAttribute("transform", `translate(${this.at[i][0].toFixed(1)},${this.at[i][1].toFixed(1)})`));
  }

  look() { this.svg.setAttribute("viewBox", this.view.map((v) => v.toFixed(1)).join(" ")); }

  zoom(by) {
    const [x, y, w, h] = this.view;
    if (w * by > 20000 || w * by < 60) return;
    this.view = [x + (w - w * by) / 2, y + (h - h * by) / 2, w * by, h * by];
    this.look();
  }

  point(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [place.x, place.y];
  }

  move(event) {
    if (!this.moving) return;
    const [x, y] = this.point(event);
    if (this.moving.node >= 0) {
      this.at[this.moving.node] = [x, y];
      this.place();
    } else {
      this.view[0] -= x - this.moving.from[0];
      this.view[1] -= y - this.moving.from[1];
      this.look();
    }
  }

  filter(least) {
    this.least = least;
    this.edges.forEach(([, , n], k) => this.lines[k].toggleAttribute("hidden", n < least));
    this.choose(this.chosen);
  }

  choose(i) {
    this.chosen = i;
    const near = new Set([i]);
    const [out, into] = [[], []];
    this.edges.forEach(([a, b, n], k) => {
      const mine = n >= this.least && (a === i || b === i);
      this.lines[k].setAttribute("class", i < 0 || mine ? (mine ? "near" : "") : "faded");
      if (!mine) return;
      near.add(a).add(b);
      (a === i ? out : into).push([this.nodes[a === i ? b : a][0], n]);
    });
    this.dots.forEach((dot, k) => {
      const classes = [this.nodes[k][2] ? "" : "unseen", i >= 0 && !near.has(k) ? "faded" : "", k === i ? "chosen" : ""];
      dot.setAttribute("class", classes.filter(Boolean).join(" "));
    });
    if (i < 0) return;
    const name = this.nodes[i][0];
    const list = (key, found) => found.length ? [el("h3", {}, say(key)), el("ul", {}, found.sort((a, b) => b[1] - a[1]).slice(0, 12)
      .map(([other, n]) => el("li", {}, el("bdi", {}, other), ` ${count(n)}`)))] : [];
    this.info.replaceChildren(el("h3", {}, el("bdi", {}, name)), ...list("run.reprinted-by", out), ...list("run.reprints", into),
      el("button", { type: "button", onclick: () => this.show(name) }, say("run.show-pages")));
  }
}
