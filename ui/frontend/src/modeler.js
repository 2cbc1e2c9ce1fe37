import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from "bpmn-js-properties-panel";
import { CreateAppendAnythingModule } from "bpmn-js-create-append-anything";
import Modeler from "bpmn-js/lib/Modeler";
import camundaBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-platform";
import camundaModdle from "camunda-bpmn-moddle/resources/camunda.json";
import minimapModule from "diagram-js-minimap";
import simulationModule from "bpmn-js-token-simulation";
import { clipboardModule } from "./clipboard.js";
import { Editing } from "./editing.js";
import { icon, make } from "./elements.js";
import { hoistFaces, loadFont } from "./faces.js";
import { Findings } from "./findings.js";
import { lint, nameFlows } from "./lint.js";
import { widget } from "./mounting.js";
import { panelModule } from "./panel.js";
import { translateModule, translateWithin } from "./translating.js";
import base from "./base.css";
import canvasStyle from "bpmn-js/dist/assets/diagram-js.css";
import bpmnStyle from "bpmn-js/dist/assets/bpmn-js.css";
import bpmnFont from "bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css";
import panelStyle from "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import minimapStyle from "diagram-js-minimap/assets/diagram-js-minimap.css";
import simulationStyle from "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css";
import studioStyle from "./studio.css";
import own from "./modeler.css";
import vietnamese from "./vietnamese/modeler.json";

const FONT = "Be Vietnam Pro";
const LINT_MS = 200;
const MARGIN = { top: 24, right: 32, bottom: 72 };
const PALETTE_LEFT = 14;
const LEGIBLE = 0.7;
const THEIRS = ".djs-visual, .djs-direct-editing-parent, input, textarea, datalist, .findings b, .bio-properties-panel-header-label";
const PATHS = {
  undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M3 6.5l3-3M3 6.5l3 3",
  redo: "M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M13 6.5l-3-3M13 6.5l-3 3",
  find: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.5 10.5l3 3",
  zoom_out: "M3 8h10",
  zoom_in: "M8 3v10M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  map: "M2.5 3.5h11v9h-11zM8.5 8.5h3v2h-3z",
  simulate: "M4.5 3v10l8-5z",
};

/** A diagram that is drawn: palette, properties, findings; its edits go to Python as they are made. */
class Studio {
  constructor(root, port) {
    this.root = root;
    this.port = port;
    this.editing = new Editing(port, this);
    this.work = Promise.resolve();
    this.linted = [];
    this.settings = { current: null };
  }

  update(data) {
    this.work = this.work.then(() => this.draw(data));
  }

  async draw(data) {
    this.data = data;
    this.settings.current = data;
    this.dictionary = data.language === "vi" ? vietnamese : {};
    if (!this.modeler) await this.build(data);
    this.frame.style.height = `${data.height}px`;
    await this.editing.follow(data);
    this.tell();
  }

  async build({ words, kept }) {
    for (const css of [bpmnFont, simulationStyle]) hoistFaces(css);
    this.canvas = make("div", { class: "canvas" });
    this.panel = make("div", { class: "panel" });
    this.tools = make("div", { class: "tools", role: "toolbar", "aria-label": words.tools });
    this.frame = make("div", { class: "frame" }, this.canvas, this.panel);
    this.modeler = new Modeler({
      container: this.canvas,
      propertiesPanel: { parent: this.panel, feelPopupContainer: this.root },
      // an icon that a file names would be fetched from wherever it says
      elementTemplateIconRenderer: { iconProperty: "no icon" },
      textRenderer: textRenderer(),
      moddleExtensions: { camunda: camundaModdle },
      additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule, camundaBehaviors, CreateAppendAnythingModule, minimapModule, simulationModule, clipboardModule(kept.account), panelModule(this.settings), translateModule(this.dictionary)],
    });
    this.findings = new Findings(this.modeler, { words, onfix: (finding) => this.port.trigger("fix", finding.number) });
    this.root.append(make("div", { class: "bar" }, this.tools, this.editing.state), this.editing.bar, this.frame, this.findings.root);
    this.addTools(words);
    this.modeler.on("commandStack.changed", ({ trigger }) => trigger !== "clear" && this.changed());
    // who clicks on a shape after typing in a field means the shape with the next key
    this.modeler.on("element.click", () => this.modeler.get("directEditing").isActive() || this.modeler.get("canvas").focus());
    this.modeler.on("tokenSimulation.toggleMode", ({ active }) => this.simulates(active));
    this.stopTranslating = translateWithin(this.root, this.dictionary, THEIRS);
    this.resizing = new ResizeObserver(() => this.modeler.get("canvas").resized());
    this.resizing.observe(this.canvas);
    await loadFont(FONT);
  }

  addTools(words) {
    const act = (name) => () => this.modeler.get("editorActions").trigger(name);
    const acts = {
      undo: act("undo"),
      redo: act("redo"),
      find: act("find"),
      zoom_out: () => this.modeler.get("zoomScroll").stepZoom(-1),
      zoom_in: () => this.modeler.get("zoomScroll").stepZoom(1),
      fit: () => this.fit(),
      map: () => this.modeler.get("minimap").toggle(),
      simulate: () => this.modeler.get("toggleMode").toggleMode(),
    };
    this.buttons = Object.fromEntries(
      Object.entries(acts).map(([name, onclick]) => [name, make("button", { type: "button", title: words[name], "aria-label": words[name], onclick }, icon(PATHS[name]), name === "simulate" && make("span", {}, words.simulate))]),
    );
    this.tools.append(...Object.values(this.buttons));
  }

  /** Shows a diagram; what cannot be read leaves the last one standing. */
  async open(xml) {
    try {
      await this.modeler.importXML(xml);
    } catch {
      if (this.good) await this.modeler.importXML(this.good);
      return false;
    }
    this.good = xml;
    nameFlows(this.modeler.getDefinitions());
    this.findings.redraw();
    this.fit({ least: LEGIBLE });
    this.check();
    this.enable();
    return true;
  }

  async read() {
    const { xml } = await this.modeler.saveXML({ format: true });
    this.good = xml;
    return xml;
  }

  changed() {
    this.enable();
    this.editing.changed();
    clearTimeout(this.linting);
    this.linting = setTimeout(() => this.check(), LINT_MS);
  }

  enable() {
    const stack = this.modeler.get("commandStack");
    this.buttons.undo.disabled = !stack.canUndo();
    this.buttons.redo.disabled = !stack.canRedo();
  }

  async check() {
    this.linted = await lint(this.modeler.getDefinitions(), this.dictionary, this.data.findings);
    this.tell();
  }

  tell() {
    if (!this.good) return;
    const numbered = this.data.findings.map((finding, number) => ({ ...finding, number }));
    this.findings.show([...numbered, ...this.linted]);
  }

  simulates(isActive) {
    this.root.classList.toggle("simulating", isActive);
    this.buttons.simulate.setAttribute("aria-pressed", String(isActive));
  }

  /** The whole diagram beside the palette and above the bpmn.io mark; of one that would be too small, its beginning. */
  fit({ least = 0 } = {}) {
    const canvas = this.modeler.get("canvas");
    canvas.resized();
    const { inner, outer } = canvas.viewbox();
    if (!outer.width || !inner.width) return;
    const left = this.canvas.querySelector(".djs-palette").getBoundingClientRect().width + 2 * PALETTE_LEFT;
    const whole = Math.min((outer.width - left - MARGIN.right) / inner.width, (outer.height - MARGIN.top - MARGIN.bottom) / inner.height, 1);
    const scale = Math.max(whole, least);
    const spare = Math.max((outer.height - MARGIN.top - MARGIN.bottom) / scale - inner.height, 0);
    canvas.viewbox({ x: inner.x - left / scale, y: inner.y - MARGIN.top / scale - spare / 3, width: outer.width / scale, height: outer.height / scale });
  }

  destroy() {
    this.editing.destroy();
    this.stopTranslating?.();
    this.resizing?.disconnect();
    clearTimeout(this.linting);
    this.modeler?.destroy();
  }
}

function textRenderer() {
  const style = { fontFamily: `"${FONT}", sans-serif`, fontSize: 12 };
  return { defaultStyle: style, externalStyle: { ...style, fontSize: 11 } };
}

export default widget(base + canvasStyle + bpmnStyle + bpmnFont + panelStyle + minimapStyle + simulationStyle + studioStyle + own, (root, port) => new Studio(root, port));
