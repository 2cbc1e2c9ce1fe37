import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { icon, make } from "./elements.js";
import { widget } from "./mounting.js";
import { around, join, leave, others } from "./together.js";
import base from "./base.css";
import canvasStyle from "bpmn-js/dist/assets/diagram-js.css";
import bpmnStyle from "bpmn-js/dist/assets/bpmn-js.css";
import own from "./diagram.css";

const FONT = "Be Vietnam Pro";
const PLUS = "M8 3v10M3 8h10";
const MINUS = "M3 8h10";
const FIT = "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";
const PHONE = 640;
const MARGIN = 20;
// where an element has several marks the last one shows
const MARKS = ["done", "added", "removed", "changed", "current", "hot"];
// below this the names in the shapes cannot be read on a phone: show a part and let it be dragged
const READABLE = 0.62;
// badges grow and shrink with the shapes, but not until nobody can read them
const NEAR = 0.6; // from further away they say only what matters most, else they cover each other
const BADGE = { min: 0.72, max: 1.2 };

class Diagram {
  constructor(root, port) {
    this.port = port;
    this.canvas = make("div", { class: "canvas" });
    this.failed = make("p", { class: "failed", role: "alert", hidden: true });
    this.zoom = make("div", { class: "zoom" });
    this.frame = make("div", { class: "frame", role: "group" }, this.canvas, this.failed, this.zoom);
    this.legend = make("ul", { class: "legend" });
    root.append(this.frame, this.legend);
    this.viewer = new NavigatedViewer({ container: this.canvas, textRenderer: textRenderer() });
    this.viewer.on("canvas.viewbox.changed", ({ viewbox }) => {
      this.frame.classList.toggle("far", viewbox.scale < NEAR);
      this.lead(viewbox);
    });
    this.viewer.on("element.click", ({ element }) => this.clicked(element));
    this.frame.addEventListener("wheel", leaveWheelToPage, { capture: true });
    this.frame.addEventListener("pointerdown", (event) => this.dragged(event));
    this.resizing = new ResizeObserver(() => this.fit());
    this.resizing.observe(this.canvas);
    this.marks = [];
    this.work = Promise.resolve();
  }

  update(data) {
    this.work = this.work.then(() => this.draw(data));
  }

  async draw(data) {
    this.frame.style.height = `${data.height}px`;
    this.frame.setAttribute("aria-label", data.label);
    this.join(data.group);
    if (this.zoom.childElementCount === 0) this.zoom.append(...this.buttons(data.words));
    if (this.xml !== data.xml && !(await this.read(data))) return;
    this.mark(data);
    this.explain(data);
    this.fit();
  }

  async read({ xml, words }) {
    const before = this.xml && this.held ? this.viewer.get("canvas").viewbox() : null;
    this.xml = xml;
    this.marks = [];
    this.fitted = "";
    // names are broken into lines with the font that is there at that moment
    await Promise.all([document.fonts.load(`12px "${FONT}"`, "Aa"), document.fonts.load(`12px "${FONT}"`, "ệ")]);
    try {
      this.drawn = false;
      await this.viewer.importXML(xml);
    } catch {
      this.failed.textContent = words.failed;
    }
    const drawn = this.viewer.getDefinitions()?.diagrams?.length > 0;
    this.drawn = drawn;
    // who has looked closely at a place still does when something else was changed
    if (drawn && before) this.look(before.x, before.y, before.scale);
    this.failed.hidden = drawn;
    this.canvas.hidden = this.zoom.hidden = !drawn;
    this.legend.replaceChildren();
    return drawn;
  }

  mark({ counts, badges, clicked, ...marked }) {
    const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map((name) => this.viewer.get(name));
    overlays.clear();
    for (const [id, mark] of this.marks) canvas.removeMarker(id, mark);
    this.marks = MARKS.flatMap((mark) => marked[mark].filter((id) => registry.get(id)).map((id) => [id, mark]));
    for (const [id, mark] of this.marks) canvas.addMarker(id, mark);
    for (const [id, count] of Object.entries(counts)) {
      const shape = registry.get(id);
      if (shape?.width) overlays.add(id, { scale: false, position: { top: 0, left: shape.width }, html: make("div", { class: "count" }, String(count)) });
    }
    for (const [id, lines] of Object.entries(badges)) {
      const shape = registry.get(id);
      if (shape?.width) overlays.add(id, { scale: BADGE, position: { bottom: 2, left: shape.width / 2 }, html: badge(lines) });
    }
    this.current = marked.current.filter((id) => registry.get(id));
    if (clicked && registry.get(clicked)) this.viewer.get("selection").select(registry.get(clicked));
  }

  explain({ current, done, added, removed, changed, counts, hot, words }) {
    const registry = this.viewer.get("elementRegistry");
    const names = current.map((id) => registry.get(id)?.businessObject.name).filter(Boolean);
    this.legend.replaceChildren(
      ...[
        this.current.length > 0 && make("li", {}, make("span", { class: "sample current" }), make("span", {}, words.current, names.length > 0 && ": ", make("b", {}, names.join(", ")))),
        done.length > 0 && make("li", {}, make("span", { class: "sample done" }), words.done),
        ...Object.entries({ added, removed, changed }).map(([mark, ids]) => ids.some((id) => registry.get(id)) && make("li", {}, make("span", { class: `sample ${mark}` }), words[mark])),
        hot.some((id) => registry.get(id)) && make("li", {}, make("span", { class: "sample hot" }), words.hot),
        Object.keys(counts).length > 0 && make("li", {}, make("span", { class: "sample number" }, "3"), words.count),
      ].filter(Boolean),
    );
    this.legend.hidden = this.legend.childElementCount === 0;
  }

  buttons(words) {
    const step = (delta) => () => {
      this.held = true;
      this.viewer.get("zoomScroll").stepZoom(delta);
    };
    const whole = () => {
      this.held = false;
      this.fitted = "";
      this.fit();
    };
    const button = (text, path, onclick) => make("button", { type: "button", title: text, "aria-label": text, onclick }, icon(path));
    return [button(words.zoom_out, MINUS, step(-1)), button(words.zoom_in, PLUS, step(1)), button(words.fit, FIT, whole)];
  }

  /** Show the whole diagram in its frame, again when the frame's size changes, until someone zooms by hand. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    // a tab that is not open has no size yet
    if (!this.xml || this.held || width === 0 || this.fitted === `${width}x${height}`) return;
    this.fitted = `${width}x${height}`;
    const canvas = this.viewer.get("canvas");
    canvas.resized();
    const inner = around([this.bounds(), ...others(this.group, this).map((one) => one.bounds())]);
    for (const one of others(this.group, this)) one.held = false;
    const whole = Math.min((width - 2 * MARGIN) / inner.width, (height - 2 * MARGIN) / inner.height, 1);
    const part = window.innerWidth < PHONE && whole < READABLE;
    const scale = part ? READABLE : whole;
    const box = { width: width / scale, height: height / scale };
    const { x, y } = part ? this.heart(inner, box) : { x: inner.x + inner.width / 2, y: inner.y + inner.height / 2 };
    canvas.viewbox({ ...box, x: x - box.width / 2, y: y - box.height / 2 });
  }

  /** The point a phone's part of the diagram is centred on: where the dossier is now, else the beginning. */
  heart(inner, box) {
    const shape = this.viewer.get("elementRegistry").get(this.current[0]);
    const tall = inner.height > box.height;
    const begin = { x: inner.x - MARGIN + box.width / 2, y: tall ? inner.y - MARGIN + box.height / 2 : inner.y + inner.height / 2 };
    return shape ? { x: shape.x + shape.width / 2, y: tall ? shape.y + shape.height / 2 : begin.y } : begin;
  }

  join(group) {
    if (this.group === group) return;
    leave(this.group, this);
    this.group = group;
    if (group) join(group, this);
  }

  /** Where its drawing lies; null while it has none. */
  bounds() {
    return this.drawn ? this.viewer.get("canvas").viewbox().inner : null;
  }

  /** Takes the others of its group along. */
  lead({ x, y, scale }) {
    if (this.following || !this.drawn) return;
    for (const one of others(this.group, this)) {
      one.held = this.held;
      one.look(x, y, scale);
    }
  }

  /** Looks at a place of the drawing without leading anybody. */
  look(x, y, scale) {
    if (!this.drawn) return;
    this.following = true;
    try {
      const { clientWidth: width, clientHeight: height } = this.canvas;
      this.viewer.get("canvas").viewbox({ x, y, width: width / scale, height: height / scale });
    } finally {
      this.following = false;
    }
  }

  /** Brings an element into sight and selects it; whether the drawing has it. */
  reveal(id) {
    const element = this.drawn && this.viewer.get("elementRegistry").get(id);
    if (!element) return false;
    this.held = true;
    this.frame.scrollIntoView({ block: "nearest" });
    this.viewer.get("canvas").scrollToElement(element, 60);
    this.viewer.get("selection").select(element);
    return true;
  }

  clicked(element) {
    const id = element.parent ? (element.labelTarget ?? element).id : null;
    this.port.state("clicked", id);
  }

  /** One finger moves the diagram sideways; up and down stay the page's own. */
  dragged(start) {
    if (start.pointerType !== "touch") return;
    let last = start.clientX;
    const move = (event) => {
      this.held = true;
      this.viewer.get("canvas").scroll({ dx: event.clientX - last, dy: 0 });
      last = event.clientX;
    };
    const stop = () => window.removeEventListener("pointermove", move);
    window.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, stop, { once: true });
  }

  destroy() {
    this.resizing.disconnect();
    leave(this.group, this);
    this.viewer.destroy();
  }
}

/** What stands below a step, a line each. */
function badge(lines) {
  const [through, ...more] = lines.filter(Boolean);
  return make("div", { class: "badge" }, make("b", {}, through), ...more.map((line) => make("span", { class: line.startsWith("▲") && "late" }, line)));
}

function textRenderer() {
  const style = { fontFamily: `"${FONT}", sans-serif`, fontSize: 12 };
  return { defaultStyle: style, externalStyle: { ...style, fontSize: 11 } };
}

// the wheel scrolls the page past a diagram; with Ctrl it zooms
function leaveWheelToPage(event) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}

export default widget(base + canvasStyle + bpmnStyle + own, (root, port) => new Diagram(root, port));
