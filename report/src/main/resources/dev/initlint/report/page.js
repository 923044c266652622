"use strict";
(() => {
  const models = JSON.parse(document.getElementById("data").textContent);
  const $ = (tag, attributes = {}, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes)) {
      if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
      else if (v !== null && v !== undefined) e.setAttribute(k, v);
    }
    e.append(...children.filter((c) => c !== null && c !== undefined));
    return e;
  };
  const known = (v) => v !== null && v !== undefined && Number.isFinite(v);
  const shown = (v) => {
    if (!known(v)) return "–";
    if (v === 0) return "0";
    const size = Math.abs(v);
    return size >= 1e-3 && size < 1e5 ? String(Number(v.toPrecision(3))) : v.toExponential(2);
  };
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** Powers of ten between two numbers, at most a dozen. */
  const decades = (low, high) => {
    const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const step = Math.max(1, Math.ceil((to - from) / 12));
    const all = [];
    for (let i = from; i <= to; i += step) all.push(Math.pow(10, i));
    return all;
  };

  /** The slope of a curve at one of its points: that of the parabola through it and two neighbours. */
  const slope = (x, y, i) => {
    if (x.length < 3) return (y[1] - y[0]) / (x[1] - x[0]);
    const a = Math.min(Math.max(i - 1, 0), x.length - 3);
    const first = (y[a + 1] - y[a]) / (x[a + 1] - x[a]);
    const second = (y[a + 2] - y[a + 1]) / (x[a + 2] - x[a + 1]);
    return first + ((second - first) / (x[a + 2] - x[a])) * (2 * x[i] - x[a] - x[a + 1]);
  };

  /** A table over one size, as a cubic between its points: in logarithms where all are positive. */
  const table = (points, values, size) => {
    let right = points.findIndex((p) => p >= size);
    if (right < 0) return NaN;
    if (points[right] === size) return values[right];
    if (right === 0 || !known(values[right - 1]) || !known(values[right])) return NaN;
    const there = points.map((p, i) => i).filter((i) => known(values[i]));
    right = there.indexOf(right);
    const x = there.map((i) => Math.log(points[i]));
    const logarithms = there.every((i) => values[i] > 0);
    const y = there.map((i) => (logarithms ? Math.log(values[i]) : values[i]));
    const width = x[right] - x[right - 1];
    const t = (Math.log(size) - x[right - 1]) / width;
    const v = y[right - 1] * (1 + 2 * t) * (1 - t) * (1 - t) + y[right] * t * t * (3 - 2 * t)
      + width * t * (1 - t) * ((1 - t) * slope(x, y, right - 1) - t * slope(x, y, right));
    return logarithms ? Math.exp(v) : v;
  };

  /** All figures of a model at given sizes, from its formulas. */
  class Evaluation {
    constructor(d, sizes) {
      this.d = d;
      this.sizes = sizes;
      this.leaves = d.leaves.map((l) => this.leaf(l));
      this.moments = [];
      for (const v of d.values) this.moments.push(this.term(v.moment));
    }
    leaf(l) {
      let v = l.own;
      this.d.axes.forEach((axis, a) => {
        if (this.sizes[a] === axis.own) return;
        const there = table(axis.points, l.along[a], this.sizes[a]);
        v = l.own > 0 && there > 0 ? (v * there) / l.own : v + there - l.own;
      });
      return v;
    }
    read(i) { return i < 0 ? NaN : this.leaves[i]; }
    term(t) {
      if (typeof t === "number") return t;
      const [kind, a, b] = t;
      switch (kind) {
        case "size": return this.sizes[a] * b;
        case "q": return this.moments[a];
        case "leaf": return this.read(a);
        case "+": return t.slice(1).reduce((s, x) => s + this.term(x), 0);
        case "*": return t.slice(1).reduce((s, x) => s * this.term(x), 1);
        default: return Math.pow(this.term(a), b);
      }
    }
    gradients() { return this.d.values.map((v) => this.read(v.gradient)); }
    overlaps() { return this.d.values.map((v) => this.read(v.overlap)); }
  }

  class Page {
    constructor(model, index) {
      this.model = model;
      this.at = model.sizes.findIndex((s) => s.blocks === model.blocks);
      this.d = model.sizes[this.at];
      this.sizes = this.d.axes.map((a) => a.own);
      this.plots = [];
      this.told = [];
      this.chosen = null;
      const id = "model-" + index;
      this.root = $("section", { id, "aria-label": model.name },
        $("h1", {}, model.name), $("p", { class: "faint" }, model.verdict));
      this.findings();
      this.sliders(id);
      this.network = $("ol", { class: "network", "aria-label": "the network, block by block" });
      this.root.append($("h2", {}, "The network"), this.network);
      this.figures = $("div");
      this.root.append(this.figures);
      this.tables = $("div");
      this.root.append(this.tables);
      this.remarks();
    }

    findings() {
      const { findings } = this.model;
      this.root.append($("h2", {}, "Findings"));
      if (!findings.length) this.root.append($("p", {}, "Nothing was found."));
      for (const f of findings) {
        const place = this.model.sizes[this.at].values.findIndex((v) => v.name === f.value || v.node === f.node);
        this.root.append($("div", { class: "finding " + f.severity },
          $("p", {}, $("b", { class: f.severity }, f.severity + "[" + f.rule + " " + f.name + "]"), " " + f.message),
          $("p", {}, "cure: " + f.fix),
          place < 0 ? null : $("button", { type: "button", "data-place": place, onclick: () => this.choose(f.value, f.node) },
            "show in the plots")));
      }
    }

    sliders(id) {
      const box = $("div", { class: "sliders", role: "group", "aria-label": "sizes" });
      const slider = (label, count, value, text, set) => {
        const output = $("output", { for: id + label }, text(value));
        const input = $("input", { type: "range", id: id + label, min: 0, max: count, step: 1, value,
          "aria-valuetext": text(value), oninput: () => { set(Number(input.value)); this.draw(); } });
        box.append($("label", { for: id + label }, label), input, output);
        this.told.push(() => {
          output.textContent = text(Number(input.value));
          input.setAttribute("aria-valuetext", output.textContent);
        });
      };
      const STEPS = 60;
      this.d.axes.forEach((axis, a) => {
        const [low, high] = [axis.points[0], axis.points[axis.points.length - 1]];
        const at = (i) => Math.round(low * Math.pow(high / low, i / STEPS));
        const own = Math.round((STEPS * Math.log(axis.own / low)) / Math.log(high / low));
        const size = (i) => (i === own ? axis.own : at(i));
        const drawn = (i) => {
          const at = this.clamped(a);
          return axis.symbol + " = " + at + (at === size(i) ? "" :
            " (" + this.d.blocks + " blocks are followed no further)");
        };
        slider(axis.label, STEPS, own, drawn, (i) => { this.sizes[a] = size(i); });
      });
      if (this.model.sizes.length > 1) {
        slider("depth", this.model.sizes.length - 1, this.at,
          (i) => this.model.sizes[i].blocks + " blocks", (i) => { this.at = i; });
      }
      if (box.children.length) {
        this.root.append($("h2", {}, "Sizes"), box,
          $("p", { class: "faint" }, "Second moments are evaluated from their formulas at the sizes set here; what a formula",
            " only names, gradients and overlaps are read from tables over each size, and over two sizes at once multiplied."));
      }
      this.loss = $("p", { "aria-live": "polite" });
      this.root.append(this.loss);
    }

    /** A size as far as the depth that is shown was followed over it. */
    clamped(a) {
      const { points } = this.d.axes[a];
      return Math.min(Math.max(this.sizes[a], points[0]), points[points.length - 1]);
    }

    /** The values, gradients and the rest at the sizes that are set. */
    evaluate() {
      this.d = this.model.sizes[this.at];
      this.e = new Evaluation(this.d, this.d.axes.map((a, i) => this.clamped(i)));
      this.told.forEach((tell) => tell());
      this.loss.textContent = this.d.outputs.map((o) =>
        "loss of " + o.name + ": " + shown(this.e.read(o.loss)) + " nats, " + shown(this.e.read(o.excess)) + " above ln V")
        .join("; ");
    }

    draw() {
      this.evaluate();
      const { d, e } = this;
      const own = this.at === this.model.sizes.findIndex((s) => s.blocks === this.model.blocks);
      const x = d.values.map((v, i) => i);
      const positive = (v) => (v > 0 && known(v) ? v : null);
      const measured = (field) => d.values.map((v) => {
        const m = own && this.model.measured ? this.model.measured[v.name] : undefined;
        return m && known(m[field]) ? positive(m[field]) : null;
      });
      const q = e.moments.map(positive);
      const low = q.map((v, i) => (v && known(d.values[i].band) ? v * Math.exp(-2 * d.values[i].band) : v));
      const high = q.map((v, i) => (v && known(d.values[i].band) ? v * Math.exp(2 * d.values[i].band) : v));
      const attentions = d.attentions.map((a, i) => i);
      const data = [
        [x, q, low, high, this.onStream(q), measured("q")],
        [x, e.gradients().map(positive), this.onStream(e.gradients().map(positive)), measured("g")],
        [x, e.overlaps().map((v) => (known(v) ? v : null))],
        [attentions, d.attentions.map((a) => e.read(a.entropy)).map((v) => (known(v) ? v : null)),
          d.attentions.map((a) => e.read(a.logitStd)).map((v) => (known(v) ? v : null))],
      ];
      if (!this.plots.length) this.make(data);
      this.plots.forEach((p) => p.plot.setData(data[p.index]));
      this.blocks();
      this.values();
    }

    onStream(figures) { return figures.map((v, i) => (this.d.values[i].stream ? v : null)); }

    make(data) {
      const line = (label, colour, more = {}) => ({ label, stroke: colour, width: 2, spanGaps: true,
        value: (u, v) => shown(v), points: { show: false }, ...more });
      const dots = (label, colour) => ({ label, stroke: colour, paths: () => null, value: (u, v) => shown(v),
        points: { show: true, size: 6, fill: colour } });
      const [blue, orange, green, band] = ["#3d8fd1", "#d9822b", "#2fa37c", "rgba(61,143,209,.18)"];
      const stream = () => line("residual stream", green, { width: 3 });
      const edge = { width: 0, stroke: "transparent", points: { show: false }, value: (u, v) => shown(v) };
      const has = (field) => this.model.measured && Object.values(this.model.measured).some((m) => known(m[field]));
      const specs = [
        ["Second moment of every value", true, [line("predicted", blue), { label: "band below", ...edge },
          { label: "band above", ...edge }, stream(), dots(has("q") ? "measured" : "measured (verify did not run)", orange)],
          [{ series: [3, 2], fill: band }]],
        ["Second moment of the gradient", true, [line("predicted", blue), stream(),
          dots(has("g") ? "measured" : "measured (verify did not run)", orange)], []],
        ["Overlap of two positions (cosine)", false, [line("predicted", green)], []],
        ["Attention, in the order of the network", false, [line("entropy over ln(keys)", green, { points: { show: true } }),
          line("std of logits", orange, { points: { show: true } })], []],
      ];
      specs.forEach(([title, log, series, bands], index) => {
        if (!data[index].slice(1).some((s) => s.some((v) => v !== null))) return;
        const said = $("p", { class: "said", "aria-live": "polite" });
        const box = $("div", { class: "plot", tabindex: 0, role: "img", "data-plot": index,
          "aria-label": title + "; arrow keys go from point to point" }, $("h3", {}, title), said);
        this.figures.append(box);
        const plot = new uPlot({
          width: Math.max(300, box.clientWidth || 800), height: 260,
          scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
          axes: [{ stroke: () => ink("--faint"), grid: { stroke: () => ink("--line") },
              incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] },
            { stroke: () => ink("--faint"), grid: { stroke: () => ink("--line") }, size: 72,
              ...(log ? { splits: (u, axis, low, high) => decades(low, high) } : {}),
              values: (u, ticks) => ticks.map((v) => (v === null ? "" : shown(v))) }],
          series: [{ label: "value", value: (u, v) => (v === null ? "–" : this.nameAt(index, v)) }, ...series],
          bands,
          hooks: { setCursor: [(u) => { said.textContent = this.say(index, u.cursor.idx); }],
            drawClear: [(u) => this.shade(u, index)] },
        }, data[index], box);
        const entry = { plot, index, box };
        this.plots.push(entry);
        box.addEventListener("keydown", (k) => this.key(k, entry));
        plot.over.addEventListener("click", () => {
          if (index < 3 && known(plot.cursor.idx)) this.choose(this.d.values[plot.cursor.idx].name);
        });
      });
      const fit = () => this.plots.forEach((p) => p.plot.setSize({ width: Math.max(300, p.box.clientWidth), height: 260 }));
      addEventListener("resize", fit);
      addEventListener("beforeprint", fit);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.plots.forEach((p) => p.plot.redraw()));
    }

    nameAt(index, i) {
      return index < 3 ? (this.d.values[i] || {}).name : (this.d.attentions[i] || {}).node;
    }

    say(index, i) {
      if (!known(i) || i === null) return "";
      if (index === 3) {
        const a = this.d.attentions[i];
        return a ? a.node + ": logit std " + shown(this.e.read(a.logitStd)) + ", entropy " +
          shown(100 * this.e.read(a.entropy)) + " %, largest weight " + shown(this.e.read(a.largest)) : "";
      }
      const v = this.d.values[i];
      return v ? v.name + " (" + v.op + (v.block ? ", " + v.block : "") + "): E[x²] " + shown(this.e.moments[i]) +
        (v.text ? " = " + v.text : "") : "";
    }

    /** Stripes for blocks, and a mark at what is chosen and at findings. */
    shade(u, index) {
      if (index > 2) return;
      const { ctx, bbox } = u;
      const { values } = this.d;
      const x = (i) => u.valToPos(i, "x", true);
      ctx.save();
      ctx.beginPath(); ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height); ctx.clip();
      ctx.fillStyle = ink("--card");
      let odd = false;
      for (let i = 0; i < values.length;) {
        let k = i;
        while (k < values.length && values[k].block === values[i].block) k++;
        if (values[i].block && (odd = !odd)) ctx.fillRect(x(i - 0.5), bbox.top, x(k - 0.5) - x(i - 0.5), bbox.height);
        i = k;
      }
      const mark = (i, colour) => {
        if (i < 0) return;
        ctx.strokeStyle = colour; ctx.lineWidth = 2 * devicePixelRatio;
        ctx.beginPath(); ctx.moveTo(x(i), bbox.top); ctx.lineTo(x(i), bbox.top + bbox.height); ctx.stroke();
      };
      for (const f of this.model.findings) mark(this.place(f.value, f.node), ink("--" + f.severity));
      if (this.chosen) mark(this.place(this.chosen), ink("--accent"));
      ctx.restore();
    }

    place(name, node) {
      return this.d.values.findIndex((v) => v.name === name || (node && v.node === node));
    }

    key(k, { plot, index }) {
      const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[k.key];
      const last = plot.data[0].length - 1;
      let at = plot.cursor.idx;
      if (k.key === "Home") at = 0;
      else if (k.key === "End") at = last;
      else if (k.key === "Enter" && known(at) && at !== null && index < 3) return this.choose(this.d.values[at].name);
      else if (step) at = at === null || at === undefined ? 0 : Math.min(Math.max(at + step, 0), last);
      else return;
      k.preventDefault();
      const y = plot.data[1][at];
      plot.setCursor({ left: plot.valToPos(at, "x"), top: y === null ? 0 : plot.valToPos(y, "y") });
    }

    choose(name, node) {
      const i = this.place(name, node);
      if (i < 0) return;
      this.chosen = this.d.values[i].name;
      this.plots.forEach((p) => p.plot.redraw());
      const p = this.plots[0];
      if (p) {
        p.box.scrollIntoView({ block: "nearest" });
        p.box.focus({ preventScroll: true });
        p.plot.setCursor({ left: p.plot.valToPos(i, "x"), top: 20 });
      }
      this.values();
      this.blocks();
    }

    blocks() {
      const groups = [];
      this.d.values.forEach((v, i) => {
        const last = groups[groups.length - 1];
        if (last && last.name === v.block) last.end = i;
        else groups.push({ name: v.block, start: i, end: i });
      });
      const worst = (g) => ["error", "warning", "note"].find((severity) => this.model.findings.some((f) => {
        const i = this.place(f.value, f.node);
        return f.severity === severity && i >= g.start && i <= g.end;
      }));
      this.network.replaceChildren(...groups.map((g) => {
        const ops = {};
        for (let i = g.start; i <= g.end; i++) ops[this.d.values[i].op] = (ops[this.d.values[i].op] || 0) + 1;
        const many = Object.entries(ops).sort((a, b) => b[1] - a[1]).slice(0, 3).map(([o, n]) => o + (n > 1 ? " ×" + n : ""));
        const on = this.chosen !== null && this.place(this.chosen) >= g.start && this.place(this.chosen) <= g.end;
        return $("li", {}, $("button", { type: "button", "aria-pressed": on,
          class: worst(g) ? "marked " + worst(g) : null,
          onclick: () => this.choose(this.d.values[g.end].name) },
          g.name || (g.start === 0 ? "input" : "output"), $("small", {}, many.join(", ")),
          $("small", {}, "E[x²] " + shown(this.e.moments[g.start]) + " → " + shown(this.e.moments[g.end]))));
      }));
    }

    values() {
      const gradients = this.e.gradients();
      const overlaps = this.e.overlaps();
      const m = this.model.measured || {};
      const rows = this.d.values.map((v, i) => [i, v.name, v.op, v.block, this.e.moments[i], (m[v.name] || {}).q,
        gradients[i], (m[v.name] || {}).g, overlaps[i], v.text]);
      const heads = ["#", "value", "op", "block", "E[x²]", "measured", "gradient", "measured", "overlap", "formula"];
      if (!this.valueTable) {
        this.valueTable = sortable(heads, "values");
        this.tables.append($("h2", {}, "Values"), this.valueTable.root);
        const weights = sortable(["weight", "law", "E[w²]", "gradient", "measured"], "weights");
        weights.show(this.model.parameters.map((p) => [p.name, p.law, p.q, p.g, p.measured]));
        this.tables.append($("h2", {}, "Weights"), weights.root);
      }
      this.valueTable.show(rows, (row) => row[1] === this.chosen);
    }

    remarks() {
      if (this.model.remarks.length) {
        this.root.append($("h2", {}, "Remarks"), $("ul", {}, ...this.model.remarks.map((r) => $("li", {}, r))));
      }
    }
  }

  /** A table whose columns can be sorted, by mouse and by keyboard. */
  const sortable = (heads, label) => {
    let by = null, down = false, rows = [], on = () => false;
    const body = $("tbody");
    const cells = heads.map((h, c) => $("th", { scope: "col", "aria-sort": "none" }, $("button", { type: "button",
      onclick: () => { down = by === c && !down; by = c; fill(); } }, h)));
    const compare = (a, b) => {
      const [x, y] = [a[by], b[by]];
      if (typeof x === "number" || typeof y === "number") {
        const [p, q] = [known(x), known(y)];
        return p && q ? (down ? y - x : x - y) : q - p;
      }
      return (down ? -1 : 1) * String(x || "").localeCompare(String(y || ""), undefined, { numeric: true });
    };
    const fill = () => {
      cells.forEach((th, c) => th.setAttribute("aria-sort", c !== by ? "none" : down ? "descending" : "ascending"));
      const sorted = by === null ? rows : [...rows].sort(compare);
      body.replaceChildren(...sorted.map((row) => $("tr", { class: on(row) ? "on" : null },
        ...row.map((v) => typeof v === "number" ? $("td", { class: "number" }, shown(v)) : $("td", {}, v || "")))));
    };
    return {
      root: $("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
        $("table", {}, $("thead", {}, $("tr", {}, ...cells)), body)),
      show: (r, chosen = () => false) => { rows = r; on = chosen; fill(); },
    };
  };

  const main = document.querySelector("main");
  if (models.length > 1) {
    main.append($("nav", { "aria-label": "models" }, $("ul", {}, ...models.map((m, i) =>
      $("li", {}, $("a", { href: "#model-" + i }, m.name))))));
  }
  const pages = models.map((m, i) => {
    if (!m.sizes) {
      main.append($("section", {}, $("h1", {}, m.name), $("p", {}, m.verdict)));
      return null;
    }
    const page = new Page(m, i);
    main.append(page.root);
    page.draw();
    return page;
  });
  window.initlint = { pages, Evaluation };
  document.documentElement.dataset.ready = "true";
})();
