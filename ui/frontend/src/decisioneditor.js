import { migrateDiagram } from "@bpmn-io/dmn-migrate";
import DmnModeler from "dmn-js/lib/Modeler";
import { Editing } from "./editing.js";
import { make } from "./elements.js";
import { hoistFaces } from "./faces.js";
import { widget } from "./mounting.js";
import { translateModule, translateWithin } from "./translating.js";
import base from "./base.css";
import canvasStyle from "dmn-js/dist/assets/diagram-js.css";
import sharedStyle from "dmn-js/dist/assets/dmn-js-shared.css";
import drdStyle from "dmn-js/dist/assets/dmn-js-drd.css";
import tableStyle from "dmn-js/dist/assets/dmn-js-decision-table.css";
import controlsStyle from "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import literalStyle from "dmn-js/dist/assets/dmn-js-literal-expression.css";
import dmnFont from "dmn-js/dist/assets/dmn-font/css/dmn-embedded.css";
import studioStyle from "./studio.css";
import own from "./decisioneditor.css";
import vietnamese from "./vietnamese/decisioneditor.json";

const VIEWS = ["drd", "decisionTable", "literalExpression", "boxedExpression"];
const TABLES = ["decisionTable", "literalExpression"];
const THEIRS = ".cm-editor, .content-editable, .djs-visual, input, textarea, .views";

/** A release's decisions: a table at a time, its rules typed like a spreadsheet's rows. */
class DecisionStudio {
  constructor(root, port) {
    this.root = root;
    this.editing = new Editing(port, this);
    this.work = Promise.resolve();
  }

  update(data) {
    this.work = this.work.then(() => this.draw(data));
  }

  async draw(data) {
    this.data = data;
    if (!this.modeler) this.build(data);
    this.frame.style.height = `${data.height}px`;
    await this.editing.follow(data);
  }

  build({ language, words }) {
    hoistFaces(dmnFont);
    const dictionary = language === "vi" ? vietnamese : {};
    this.tabs = make("div", { class: "views", role: "group", "aria-label": words.views });
    this.frame = make("div", { class: "frame" });
    this.root.append(make("div", { class: "bar" }, this.tabs, this.editing.state), this.editing.bar, this.frame);
    const additionalModules = [translateModule(dictionary)];
    this.modeler = new DmnModeler({ container: this.frame, ...Object.fromEntries(VIEWS.map((view) => [view, { additionalModules }])) });
    this.modeler.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", ({ trigger }) => trigger !== "clear" && this.editing.changed()));
    this.modeler.on("views.changed", () => this.showTabs());
    this.stopTranslating = translateWithin(this.root, dictionary, THEIRS);
  }

  showTabs() {
    const active = this.modeler.getActiveView();
    const views = this.modeler.getViews().filter(({ type }) => TABLES.includes(type));
    const tab = (view) => make("button", { type: "button", "aria-pressed": String(view.element === active?.element), onclick: () => this.modeler.open(view) }, view.element.name || this.data.words.unnamed);
    this.tabs.replaceChildren(...views.map(tab));
  }

  /** Shows the file's first table; what cannot be read leaves the last file standing. */
  async open(xml) {
    const before = this.modeler.getActiveView()?.element.id;
    try {
      await this.show(xml, before);
    } catch {
      if (this.good) await this.show(this.good, before);
      return false;
    }
    this.good = xml;
    return true;
  }

  async show(xml, wanted) {
    // files of DMN 1.1 and 1.2 become 1.3, the one version that dmn-js edits
    await this.modeler.importXML(await migrateDiagram(xml), { open: false });
    const views = this.modeler.getViews().filter(({ type }) => TABLES.includes(type));
    await this.modeler.open(views.find(({ element }) => element.id === wanted) ?? views[0]);
  }

  async read() {
    const { xml } = await this.modeler.saveXML({ format: true });
    this.good = xml;
    return xml;
  }

  destroy() {
    this.editing.destroy();
    this.stopTranslating?.();
    this.modeler?.destroy();
  }
}

export default widget(base + canvasStyle + sharedStyle + drdStyle + tableStyle + controlsStyle + literalStyle + dmnFont + studioStyle + own, (root, port) => new DecisionStudio(root, port));
