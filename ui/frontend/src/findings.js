// Findings on the diagram and in a list below it: what is to be changed, where, and the way that shows it.

import { make } from "./elements.js";

const RANK = { error: 0, warning: 1 };

/** Draws findings `{ element, rule, severity, message, path, fix }`; `fix(finding)` is called when a quick fix is pressed. */
export class Findings {
  constructor(modeler, { words, onfix }) {
    this.services = (name) => modeler.get(name);
    this.words = words;
    this.onfix = onfix;
    this.head = make("h3", { class: "heading" });
    this.list = make("ol", { class: "list" });
    this.root = make("section", { class: "findings", "aria-label": words.findings }, this.head, this.list);
    this.marks = [];
  }

  show(findings) {
    const told = JSON.stringify(findings);
    if (this.told === told) return;
    this.told = told;
    this.findings = [...findings].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
    this.leavePath();
    this.draw();
    this.fill();
  }

  /** Overlays and markers are gone with the diagram that is replaced. */
  redraw() {
    this.told = undefined;
    this.marks = [];
    this.path = undefined;
  }

  draw() {
    const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map(this.services);
    overlays.remove({ type: "finding" });
    for (const [id, mark] of this.marks) if (registry.get(id)) canvas.removeMarker(id, mark);
    this.marks = [];
    for (const [id, found] of Map.groupBy(this.findings, ({ element }) => element)) {
      const shape = registry.get(id);
      if (!shape?.parent) continue;
      const { severity } = found[0];
      canvas.addMarker(id, `has-${severity}`);
      this.marks.push([id, `has-${severity}`]);
      const title = found.map(({ message }) => message).join("\n");
      const choose = () => {
        this.reveal(found[0]);
        canvas.focus();
      };
      const html = make("button", { type: "button", class: `badge ${severity}`, title, "aria-label": title, onclick: choose }, found.length > 1 ? String(found.length) : "!");
      overlays.add(id, "finding", { position: place(shape), html, scale: { min: 0.4, max: 1.2 } });
    }
  }

  fill() {
    const [errors, warnings] = ["error", "warning"].map((severity) => this.findings.filter((one) => one.severity === severity).length);
    const { words } = this;
    this.head.textContent = this.findings.length === 0 ? words.none_found : words.found.replace("{errors}", errors).replace("{warnings}", warnings);
    this.root.dataset.kind = errors ? "error" : warnings ? "warning" : "none";
    this.list.replaceChildren(...this.findings.map((finding) => this.row(finding)));
    this.list.hidden = this.findings.length === 0;
  }

  row(finding) {
    const { words } = this;
    const name = this.called(finding.element);
    return make(
      "li",
      { class: finding.severity, "data-rule": finding.rule },
      make(
        "button",
        { type: "button", class: "finding", onclick: () => this.reveal(finding) },
        make("span", { class: "sign", "aria-hidden": "true" }),
        make("span", { class: "unseen" }, words[finding.severity]),
        name && make("b", {}, name),
        make("span", { class: "message" }, finding.message),
      ),
      finding.path?.length > 0 && make("button", { type: "button", class: "act", onclick: () => this.showPath(finding) }, words.path),
      finding.fix && make("button", { type: "button", class: "act", onclick: () => this.onfix(finding) }, finding.fix),
    );
  }

  /** What an element is called; a process is not drawn, and is what the whole page is about. */
  called(element) {
    const shape = this.services("elementRegistry").get(element);
    return shape && (shape.businessObject.name || element);
  }

  reveal({ element }) {
    const [canvas, registry, selection] = ["canvas", "elementRegistry", "selection"].map(this.services);
    const shape = registry.get(element);
    if (!shape?.parent) return selection.select(null);
    canvas.scrollToElement(shape, { top: 60, bottom: 90, left: 120, right: 60 });
    selection.select(shape);
    return undefined;
  }

  /** The way through the diagram that shows the fault, its steps numbered; the same press again takes it away. */
  showPath(finding) {
    const isShown = this.path === finding;
    this.leavePath();
    if (isShown) return;
    this.path = finding;
    const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map(this.services);
    const turns = new Map();
    let number = 0;
    for (const shape of finding.path.map((id) => registry.get(id)).filter(Boolean)) {
      canvas.addMarker(shape, "on-path");
      if (!shape.waypoints) turns.set(shape, [...(turns.get(shape) ?? []), ++number]);
    }
    for (const [shape, numbers] of turns) overlays.add(shape.id, "path", { position: { bottom: 0, left: shape.width / 2 }, html: make("div", { class: "turn" }, numbers.join(", ")) });
    const [first] = turns.keys();
    if (first) canvas.scrollToElement(first, { top: 60, bottom: 90, left: 120, right: 60 });
  }

  leavePath() {
    if (!this.path) return;
    const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map(this.services);
    overlays.remove({ type: "path" });
    for (const id of this.path.path) if (registry.get(id)) canvas.removeMarker(id, "on-path");
    this.path = undefined;
  }
}

/** Where an element's badge goes: a shape's upper left corner, the middle of a flow. */
function place({ waypoints, x, y }) {
  if (!waypoints) return { top: -12, left: -12 };
  const middle = waypoints[Math.floor((waypoints.length - 1) / 2)];
  const after = waypoints[Math.floor((waypoints.length - 1) / 2) + 1];
  const [left, top] = ["x", "y"].map((axis) => Math.min(...waypoints.map((point) => point[axis])));
  return { left: (middle.x + after.x) / 2 - (x ?? left) - 9, top: (middle.y + after.y) / 2 - (y ?? top) - 9 };
}
