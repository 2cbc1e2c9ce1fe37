import { FormEditor } from "@bpmn-io/form-js-editor";
import { jsx, jsxs } from "preact/jsx-runtime";
import { Editing } from "./editing.js";
import { make } from "./elements.js";
import { widget } from "./mounting.js";
import { translateWithin } from "./translating.js";
import base from "./base.css";
import formStyle from "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import dragStyle from "@bpmn-io/form-js-editor/dist/assets/dragula.css";
import editorStyle from "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import panelStyle from "@bpmn-io/form-js-editor/dist/assets/properties-panel.css";
import studioStyle from "./studio.css";
import own from "./formeditor.css";
import vietnamese from "./vietnamese/formeditor.json";

const OWN = "motcua";
// what the screens of officers do not honour is kept in the file, and not offered
const LEFT_OUT = new Set(["layout", "appearance", "serialization", "constraints", "securityAttributes", "valuesSource", "dynamicOptions", "optionsExpression"]);
const LATE = 100;
const THEIRS = ".cm-editor, input, textarea, .fjs-form .fjs-element label, .fjs-form .fjs-input-label, .fjs-form .fjs-form-field-text, .bio-properties-panel-header-label";

/** What a step asks for, put together from the components that officers' forms are made of. */
class FormStudio {
  constructor(root, port) {
    this.root = root;
    this.editing = new Editing(port, this);
    this.work = Promise.resolve();
    this.settings = { current: null };
  }

  update(data) {
    this.work = this.work.then(() => this.draw(data));
  }

  async draw(data) {
    this.settings.current = data;
    if (!this.editor) this.build(data);
    this.frame.style.height = `${data.height}px`;
    await this.editing.follow(data);
  }

  build({ language, components }) {
    const offered = components.map((type) => `[data-field-type="${type}"]`).join(", ");
    const only = make("style");
    only.textContent = `.fjs-palette-field:not(${offered}), .fjs-palette-group:not(:has(${offered})) { display: none !important; }`;
    this.frame = make("div", { class: "frame" });
    this.root.append(only, make("div", { class: "bar" }, this.editing.state), this.editing.bar, this.frame);
    this.editor = new FormEditor({ container: this.frame, additionalModules: [panelModule(this.settings)] });
    this.editor.on("commandStack.changed", ({ trigger }) => trigger !== "clear" && this.editing.changed());
    this.stopTranslating = translateWithin(this.root, language === "vi" ? vietnamese : {}, THEIRS);
  }

  /** Shows a form; what cannot be read leaves the last one standing. */
  async open(content) {
    try {
      await this.editor.importSchema(JSON.parse(content));
    } catch {
      if (this.good) await this.editor.importSchema(JSON.parse(this.good));
      return false;
    }
    this.good = content;
    return true;
  }

  async read() {
    this.good = JSON.stringify(this.editor.saveSchema(), null, 2);
    return this.good;
  }

  destroy() {
    this.editing.destroy();
    this.stopTranslating?.();
    this.editor?.destroy();
  }
}

/** The groups that mean something here, and one of our own: the facts that are known, and when an answer is required. */
function panelModule(settings) {
  class OfficeProvider {
    constructor(propertiesPanel) {
      propertiesPanel.registerProvider(this, LATE);
    }

    getGroups(field, editField) {
      return (groups) => {
        const kept = groups.filter(({ id }) => !LEFT_OUT.has(id)).map((group) => ({ ...group, shouldOpen: group.id === "general" }));
        return field.key === undefined || field.type === "default" ? kept : [ownGroup(field, editField, settings.current), ...kept];
      };
    }
  }
  OfficeProvider.$inject = ["propertiesPanel"];
  return { __init__: ["officeProvider"], officeProvider: ["type", OfficeProvider] };
}

function ownGroup(field, editField, { known, words }) {
  const facts = { id: `${OWN}-known`, component: Known, isEdited: () => known.some(([key]) => key === field.key), field, editField, known, words };
  const required = { id: `${OWN}-required`, component: RequiredWhen, isEdited: () => Boolean(field.properties?.requiredWhen), field, editField, words };
  return { id: OWN, label: words.own_group, entries: known.length > 0 ? [facts, required] : [required], shouldOpen: true };
}

function Known({ id, field, editField, known, words }) {
  const options = [["", words.none], ...known].map(([key, said]) => jsx("option", { value: key, selected: key === field.key, children: said }));
  const choose = ({ target }) => target.value && editField(field, "key", target.value);
  return entry(id, words.known, words.known_hint, jsx("select", { id: `field-${id}`, name: id, class: "bio-properties-panel-input", onChange: choose, children: options }));
}

function RequiredWhen({ id, field, editField, words }) {
  const write = ({ target }) => {
    const { requiredWhen: _before, ...others } = field.properties ?? {};
    const said = target.value.trim();
    editField(field, "properties", said ? { ...others, requiredWhen: said } : others);
  };
  const value = field.properties?.requiredWhen ?? "";
  return entry(id, words.required_when, words.required_when_hint, jsx("input", { id: `field-${id}`, name: id, type: "text", spellcheck: "false", class: "bio-properties-panel-input", value, onChange: write }, field.id));
}

function entry(id, label, hint, control) {
  return jsxs("div", {
    class: "bio-properties-panel-entry",
    "data-entry-id": id,
    children: [
      jsxs("div", { class: "bio-properties-panel-textfield", children: [jsx("label", { for: `field-${id}`, class: "bio-properties-panel-label", children: label }), control] }),
      jsx("div", { class: "bio-properties-panel-description", children: hint }),
    ],
  });
}

export default widget(base + formStyle + dragStyle + editorStyle + panelStyle + studioStyle + own, (root, port) => new FormStudio(root, port));
