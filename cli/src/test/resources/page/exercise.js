"use strict";
// Uses the page as a reader would, and leaves what it saw in an attribute of the document.
(() => {
  const failures = [];
  const check = (what, holds) => { if (!holds) failures.push(what); };
  const page = window.initlint.pages[0];
  const inked = (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4 * 7) colours.add(data[i] + "," + data[i + 1] + "," + data[i + 2] + "," + data[i + 3]);
    return colours.size;
  };
  const plots = [...document.querySelectorAll(".plot canvas")];
  check("four plots", plots.length === 4);
  check("every plot is drawn", plots.every((c) => inked(c) > 8));
  // The formulas at the model's own sizes give the figures of the trace.
  const trace = JSON.parse(document.getElementById("trace").textContent);
  let worst = 0;
  page.d.values.forEach((v, i) => {
    const q = trace[v.name];
    if (q !== undefined && q !== 0) worst = Math.max(worst, Math.abs(page.e.moments[i] / q - 1));
  });
  check("formulas give the figures of the trace, off by " + worst, worst < 2e-3 && page.d.values.length > 10);
  check("the network stands there block by block", document.querySelectorAll(".network button").length > 2);
  check("the stream has a curve", page.plots[0].plot.data[4].filter((v) => v !== null).length > 2);
  const sliders = [...document.querySelectorAll("input[type=range]")];
  check("sliders for width, length and depth", ["width", "length", "depth"].every((n) =>
    sliders.some((s) => s.labels[0].textContent === n)));
  for (const slider of sliders) {
    const before = JSON.stringify(page.plots[0].plot.data);
    const at = slider.value;
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    check(slider.labels[0].textContent + " changes the curve", JSON.stringify(page.plots[0].plot.data) !== before);
    check(slider.labels[0].textContent + " tells its value", slider.getAttribute("aria-valuetext").length > 0);
    slider.value = at;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    check(slider.labels[0].textContent + " goes back", JSON.stringify(page.plots[0].plot.data) === before);
  }
  // Another depth is followed less far, and the page says how far.
  const at = (name) => sliders.find((s) => s.labels[0].textContent === name);
  const move = (slider, value) => { slider.value = value; slider.dispatchEvent(new Event("input", { bubbles: true })); };
  move(at("width"), at("width").max);
  move(at("depth"), at("depth").max);
  const reached = page.clamped(page.d.axes.findIndex((a) => a.label === "width"));
  check("a size is told as it is drawn", at("width").getAttribute("aria-valuetext").includes("= " + reached + " ("));
  move(at("depth"), page.model.sizes.findIndex((s) => s.blocks === page.model.blocks));
  check("at its own depth all is followed", !at("width").getAttribute("aria-valuetext").includes("("));
  move(at("width"), 30);
  // What the formulas say at twice the width is what the tool says there.
  const wide = JSON.parse(document.getElementById("wide").textContent);
  const e = new window.initlint.Evaluation(page.d, page.d.axes.map((a) => a.label === "width" ? 2 * a.own : a.own));
  let off = 0;
  page.d.values.forEach((v, i) => { if (wide[v.name]) off = Math.max(off, Math.abs(e.moments[i] / wide[v.name] - 1)); });
  check("formulas at twice the width, off by " + off, off < 5e-3);
  const box = document.querySelector(".plot");
  box.focus();
  const key = (k) => box.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true }));
  key("End");
  const last = box.querySelector(".said").textContent;
  key("ArrowLeft");
  check("arrow keys go from point to point", last.length > 0 && box.querySelector(".said").textContent !== last);
  key("Enter");
  check("Enter chooses a value", document.querySelectorAll("tr.on").length === 1);
  const heads = [...document.querySelectorAll("th button")];
  const moment = heads.find((h) => h.textContent === "E[x²]");
  const column = () => document.querySelector(".scroll tbody").querySelectorAll("tr td:nth-child(5)");
  moment.click();
  const up = [...column()].map((c) => Number(c.textContent)).filter(Number.isFinite);
  check("tables are sorted", up.length > 10 && up.every((v, i) => i === 0 || up[i - 1] <= v));
  moment.click();
  check("and the other way", moment.parentElement.getAttribute("aria-sort") === "descending");
  const link = document.querySelector(".finding button");
  link.click();
  check("a finding leads to its place", page.chosen !== null && document.activeElement.classList.contains("plot"));
  check("everything that acts can be reached by keyboard", [...document.querySelectorAll("[onclick]")].length === 0);
  check("every slider has a label", sliders.every((s) => s.labels.length === 1));
  document.documentElement.dataset.dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.paper = getComputedStyle(document.body).backgroundColor;
  document.documentElement.dataset.failures = failures.join("; ");
  document.documentElement.dataset.exercised = "true";
})();
