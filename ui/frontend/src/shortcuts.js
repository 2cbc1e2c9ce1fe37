import { icon, make } from "./elements.js";
import { widget } from "./mounting.js";
import base from "./base.css";
import own from "./shortcuts.css";

const KEYBOARD = "M1.5 4h13v8.5h-13zM4 6.8h.01M6.7 6.8h.01M9.3 6.8h.01M12 6.8h.01M4.5 9.8h7";
const CROSS = "M4 4l8 8M12 4l-8 8";
const LIST = ".st-key-task_list";
const DESK = ".st-key-card_task";
const SEARCH = ".st-key-tim input";
const TYPED_INTO = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=""], [contenteditable=true], [role=combobox], [role=spinbutton], [role=listbox]:not(.list)';
const IN_FRONT = '[role=dialog], [data-testid="stPopoverBody"], [data-testid="stSelectboxVirtualDropdown"]';
const ASKING = 'input:not([type=file], [type=hidden], :disabled), textarea:not(:disabled), [role=spinbutton]';
const NEXT = ".st-key-claim_next button";
/** What a key presses on the desk, by where Streamlit puts a button's key. */
const BUTTONS = {
  n: '[class*="st-key-claim_task_"] button',
  f: '[class*="st-key-follow_"] button',
  h: '[data-testid="stPageLink-NavLink"]',
  Enter: '[data-testid="stBaseButton-primary"]',
};
const LOOK_MS = 40;
const PATIENCE_MS = 3000;

/** The keys of the inbox for who keeps the hands on the keyboard, and the sheet that names them. */
class Shortcuts {
  constructor(root) {
    this.button = make("button", { class: "open", type: "button", "aria-haspopup": "dialog", onclick: () => this.show() }, icon(KEYBOARD));
    this.sheet = make("dialog", { onclick: (event) => event.target === this.sheet && this.sheet.close() });
    root.append(this.button, this.sheet);
    this.pressed = (event) => this.heard(event);
    window.addEventListener("keydown", this.pressed, { capture: true });
  }

  update({ label, close, lines }) {
    this.button.setAttribute("aria-label", label);
    this.button.title = `${label} (?)`;
    this.sheet.setAttribute("aria-label", label);
    const out = make("button", { class: "close", type: "button", "aria-label": close, title: close, onclick: () => this.sheet.close() }, icon(CROSS));
    const rows = lines.flatMap(([keys, told]) => [make("dt", {}, ...keys.map((key) => make("kbd", {}, key))), make("dd", {}, told)]);
    this.sheet.replaceChildren(make("header", {}, make("h2", {}, label), out), make("dl", {}, ...rows));
  }

  show() {
    if (!this.sheet.open) this.sheet.showModal();
  }

  heard(event) {
    const [target] = event.composedPath();
    if (!(target instanceof Element) || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      // the desk still shows another task than the list: what was meant is the one in the list
      if (event.key === "Enter" && target.closest(".list") && !isShown(this.chosen())) this.take(event, () => this.press("Enter"));
      return;
    }
    const isTyping = target.matches(TYPED_INTO);
    if (event.key === "Escape" && isTyping && !inFront()) this.take(event, () => this.toList());
    if (isTyping || this.sheet.open || inFront()) return;
    const act = this.acts(target)[event.key];
    if (act) this.take(event, act);
  }

  acts(target) {
    const pressing = ["n", "f", "h"].map((key) => [key, () => this.press(key)]);
    // the list itself hears these, where the cursor is in it
    const moving = target.closest(".list") ? [] : ["j", "k", "x"].map((key) => [key, () => this.inList(key)]);
    return {
      ...Object.fromEntries([...pressing, ...moving]),
      l: () => document.querySelector(NEXT)?.click(),
      o: () => this.onDesk(() => find(document.querySelector(DESK), ASKING), toField),
      x: () => this.inList(" "),
      "/": () => find(document, SEARCH)?.focus(),
      "?": () => this.show(),
    };
  }

  take(event, act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  /** The cursor goes into the list, which hears the key as if it had been there. */
  inList(key) {
    const row = this.toList();
    row?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: false }));
  }

  toList() {
    const list = document.querySelector(LIST);
    const row = list && find(list, '.row[tabindex="0"]');
    row?.focus();
    return row;
  }

  /** The number of the task that the list has chosen. */
  chosen() {
    const list = document.querySelector(LIST);
    return list && find(list, '.row[aria-selected="true"]')?.dataset.id;
  }

  press(key) {
    this.onDesk(() => document.querySelector(`${DESK} ${BUTTONS[key]}`), (button) => !button.disabled && button.click());
  }

  /** Acts once the desk shows the task chosen in the list: the server may be a moment behind the keyboard. */
  onDesk(sought, act, until = performance.now() + PATIENCE_MS) {
    clearTimeout(this.waiting);
    const found = isShown(this.chosen()) && sought();
    if (found) act(found);
    else if (performance.now() < until) this.waiting = setTimeout(() => this.onDesk(sought, act, until), LOOK_MS);
  }

  destroy() {
    clearTimeout(this.waiting);
    window.removeEventListener("keydown", this.pressed, { capture: true });
  }
}

/** Whether a dialog or an open list stands in front of the page: its keys are its own. */
function inFront() {
  return [...document.querySelectorAll(IN_FRONT)].some((one) => one.checkVisibility?.() ?? true);
}

/** Whether the desk shows this task; its tabs are called after it. */
function isShown(id) {
  return Boolean(id && document.querySelector(`${DESK} .st-key-tabs_${id}`));
}

function toField(field) {
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

function find(root, wanted) {
  return all(root, wanted).next().value;
}

/** What is wanted inside an element, our own widgets included, in the order of the page. */
function* all(root, wanted) {
  for (const element of root.querySelectorAll("*")) {
    if (element.matches(wanted)) yield element;
    if (element.shadowRoot) yield* all(element.shadowRoot, wanted);
  }
}

export default widget(base + own, (root) => new Shortcuts(root));
