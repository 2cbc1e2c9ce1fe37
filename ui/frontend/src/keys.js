import { widget } from "./mounting.js";

// Streamlit's own shortcut does not hear the keyboard in these: they keep key presses to themselves
const DEAF = "textarea.long, input[type=radio], input[type=checkbox], button, [role=spinbutton], [role=tab], [role=switch]";
const PRIMARY = '[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primaryFormSubmit"]';
const FIELDS = 'input:not([type=file], [type=hidden], :disabled), textarea:not(:disabled), [role=spinbutton], [role=option][tabindex="0"], button:not(:disabled)';
const ASKING = '[data-testid="stElementContainer"]:not(:has(.stHtml, .stMarkdown))';
// what was typed must have reached Streamlit before the button is pressed
const SETTLE_MS = 60;
const PATIENCE_MS = 1500;

/** Ctrl+Enter presses the page's one primary button from wherever the keyboard is; `focus` moves it once a turn. */
class Keys {
  constructor() {
    this.pressed = (event) => this.heard(event);
    window.addEventListener("keydown", this.pressed, { capture: true });
  }

  update({ focus, turn }) {
    if (this.turn === turn) return;
    this.turn = turn;
    if (focus) this.seek(focus, performance.now() + PATIENCE_MS);
  }

  /** The field may be drawn a moment after this widget; a later one that is there sooner must not win. */
  seek(place, until) {
    const root = document.querySelector(`.st-key-${place}`);
    const first = root?.querySelector(ASKING);
    const field = fieldsIn(first ?? root).find(isSeen);
    if (field) {
      field.focus();
      // focus alone leaves a field where it is, also under the acts that stay in sight
      field.scrollIntoView({ block: "nearest" });
    } else if (root?.querySelector(".mc-wrong")) root.scrollIntoView({ block: "center" });
    else if (performance.now() < until) this.seeking = setTimeout(() => this.seek(place, until), 40);
  }

  heard(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const [target] = event.composedPath();
    if (!(target instanceof Element) || !target.matches(DEAF)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    target.blur();
    setTimeout(() => primary()?.click(), SETTLE_MS);
  }

  destroy() {
    clearTimeout(this.seeking);
    window.removeEventListener("keydown", this.pressed, { capture: true });
  }
}

/** What can be worked on inside an element, our own widgets included. */
function fieldsIn(root) {
  if (!root) return [];
  return [...root.querySelectorAll("*")].flatMap((element) => {
    if (element.shadowRoot) return fieldsIn(element.shadowRoot);
    return element.matches(FIELDS) ? [element] : [];
  });
}

/** The primary button of the dialog in front, else of the page. */
function primary() {
  const front = [...document.querySelectorAll('[role="dialog"]')].filter(isSeen).at(-1) ?? document.querySelector('[data-testid="stMain"]');
  return [...(front?.querySelectorAll(PRIMARY) ?? [])].find((button) => isSeen(button) && !button.disabled);
}

function isSeen(element) {
  return element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
}

export default widget("", () => new Keys());
