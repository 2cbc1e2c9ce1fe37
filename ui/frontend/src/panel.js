// The properties panel: what our engine honours of Camunda 7's groups, and one group of our own before them.

import { CheckboxEntry, isSelectEntryEdited, isTextFieldEntryEdited, SelectEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

const OWN = "motcua";
// what other engines do around an element has no effect here: it is kept in the file, and not offered
const OFFERED = new Set([OWN, "general", "documentation", "timer", "message", "signal", "error", "escalation", "link", "multiInstance", "CamundaPlatform__Condition", "CamundaPlatform__Script", "CamundaPlatform__CallActivity"]);
const LATE = 100;

/**
 * Draws the fields of `templates`, element templates for Camunda 7 (`appliesTo`, `properties` with their `binding`), on
 * every element that they apply to: unlike a template that is applied first, they show and keep what the file says.
 *
 * `offers` holds what may be chosen for a binding's name, `[[value, words]]`; `steps` the names that take another step.
 */
export function panelModule(settings) {
  class OfficeProvider {
    constructor(propertiesPanel) {
      propertiesPanel.registerProvider(LATE, this);
    }

    getGroups(element) {
      return (groups) => [ownGroup(element, settings), ...groups].filter((group) => group && OFFERED.has(group.id));
    }
  }
  OfficeProvider.$inject = ["propertiesPanel"];
  return { __init__: ["officeProvider"], officeProvider: ["type", OfficeProvider] };
}

function ownGroup(element, settings) {
  const { templates, offers, steps, words } = settings.current;
  const template = templates.find(({ appliesTo }) => appliesTo.includes(element.type));
  if (!template || element.type === "label") return null;
  const entries = template.properties.map((property) => {
    const { name } = property.binding;
    const choices = property.choices ? property.choices.map(({ value, name: said }) => [value, said]) : (offers[name] ?? null);
    const isChosen = steps.includes(name) || property.choices;
    return {
      id: `${OWN}-${name.replace(/\W/g, "-")}`,
      element,
      property,
      choices,
      words,
      takesStep: steps.includes(name),
      component: property.type === "Boolean" ? Tick : isChosen ? Choice : choices ? Suggestion : Text,
      isEdited: isChosen ? isSelectEntryEdited : isTextFieldEntryEdited,
    };
  });
  return { id: OWN, label: "Một Cửa", entries, shouldOpen: true };
}

function Text(props) {
  const value = useValue(props);
  return jsx(TextFieldEntry, { ...value, validate: validator(props.property), debounce: useService("debounceInput") });
}

function Tick(props) {
  const { getValue, setValue, ...value } = useValue(props);
  return jsx(CheckboxEntry, { ...value, getValue: () => getValue() === "true", setValue: (isOn) => setValue(isOn ? "true" : "") });
}

function Choice({ choices, takesStep, words, ...props }) {
  const value = useValue(props);
  const registry = useService("elementRegistry");
  const getOptions = () => {
    const offered = takesStep ? otherSteps(registry, props.element) : choices;
    const now = value.getValue();
    const isUnknown = now && !offered.some(([known]) => known === now);
    return [["", words.none], ...offered, ...(isUnknown ? [[now, `${now} (${words.unknown})`]] : [])].map(([known, said]) => ({ value: known, label: said }));
  };
  return jsx(SelectEntry, { ...value, getOptions });
}

/** A text field that suggests: a role of another agency or a state to come may be written as well. */
function Suggestion({ id, choices, ...props }) {
  const { label, description, getValue, setValue } = useValue({ id, ...props });
  const list = `${id}-list`;
  return jsxs("div", {
    class: "bio-properties-panel-entry",
    "data-entry-id": id,
    children: [
      jsxs("div", {
        class: "bio-properties-panel-textfield",
        children: [
          jsx("label", { for: `field-${id}`, class: "bio-properties-panel-label", children: label }),
          jsx("input", { id: `field-${id}`, name: id, type: "text", list, spellcheck: "false", autocomplete: "off", class: "bio-properties-panel-input", value: getValue(), onChange: (event) => setValue(event.target.value.trim()) }, `${props.element.id} ${getValue()}`),
          jsx("datalist", { id: list, children: choices.map(([value, said]) => jsx("option", { value, children: said })) }),
        ],
      }),
      description && jsx("div", { class: "bio-properties-panel-description", children: description }),
    ],
  });
}

function useValue({ id, element, property }) {
  const services = { modeling: useService("modeling"), bpmnFactory: useService("bpmnFactory") };
  return {
    id,
    element,
    label: property.label,
    description: property.description,
    getValue: () => read(element, property.binding),
    setValue: (value) => write(element, property.binding, value ?? "", services),
  };
}

function validator({ constraints }) {
  const pattern = constraints?.pattern && new RegExp(constraints.pattern.value, "u");
  return (value) => (value && pattern && !pattern.test(value) ? constraints.pattern.message : null);
}

function otherSteps(registry, own) {
  return registry
    .filter((element) => is(element, "bpmn:UserTask") && element !== own && element.type !== "label")
    .map(({ id, businessObject }) => [id, businessObject.name || id]);
}

function holderOf(element) {
  return getBusinessObject(element).extensionElements?.values?.find((one) => is(one, "camunda:Properties"));
}

function read(element, { type, name }) {
  if (type === "property") return getBusinessObject(element).get(name) ?? "";
  return holderOf(element)?.values?.find((entry) => entry.name === name)?.value ?? "";
}

/** One command, and so one step back: the holders that an entry needs are made, and removed with the last one. */
function write(element, { type, name }, value, { modeling, bpmnFactory }) {
  const owner = getBusinessObject(element);
  if (type === "property") return modeling.updateProperties(element, attributes(name, value));
  const [extension, holder] = [owner.extensionElements, holderOf(element)];
  const entry = holder?.values?.find((one) => one.name === name);
  if (entry && value) return modeling.updateModdleProperties(element, entry, { value });
  if (!entry && !value) return undefined;
  if (!entry) return add(bpmnFactory.create("camunda:Property", { name, value }));
  return change(holder, entry) ?? change(extension, holder) ?? modeling.updateModdleProperties(element, owner, { extensionElements: undefined });

  function change(parent, gone) {
    const values = parent.values.filter((one) => one !== gone);
    return values.length > 0 ? (modeling.updateModdleProperties(element, parent, { values }), true) : undefined;
  }

  function add(made) {
    if (holder) return put(holder, made);
    const properties = bpmnFactory.create("camunda:Properties", { values: [made] });
    made.$parent = properties;
    if (extension) return put(extension, properties);
    const extensionElements = bpmnFactory.create("bpmn:ExtensionElements", { values: [properties] });
    properties.$parent = extensionElements;
    extensionElements.$parent = owner;
    return modeling.updateModdleProperties(element, owner, { extensionElements });
  }

  function put(parent, made) {
    made.$parent = parent;
    return modeling.updateModdleProperties(element, parent, { values: [...(parent.values ?? []), made] });
  }
}

// Camunda asks for these beside their neighbours; our engine needs none of them
const BESIDE = { "camunda:topic": ["camunda:type", "external"], "camunda:formRef": ["camunda:formRefBinding", "deployment"] };

function attributes(name, value) {
  const [beside, said] = BESIDE[name] ?? [];
  return { [name]: value || undefined, ...(beside && { [beside]: value ? said : undefined }) };
}
