// Copied in one diagram, pasted in another: the clipboard of all diagrams of this account in this browser.

import { unsent } from "./unsent.js";

/** diagram-js's clipboard kept in the browser; the system's own is closed to pages that come over plain http. */
export function clipboardModule(account) {
  const shelf = unsent({ account, task: "clipboard", field: "diagram" });

  class Clipboard {
    constructor(moddle) {
      this.moddle = moddle;
    }

    get() {
      const left = shelf.read();
      return left ? JSON.parse(left.value, this.reviver()) : undefined;
    }

    set(tree) {
      shelf.write({ value: JSON.stringify(tree), mark: 0 });
    }

    clear() {
      const tree = this.get();
      shelf.remove();
      return tree;
    }

    isEmpty() {
      return shelf.read() === null;
    }

    /** Elements of a diagram again out of what JSON has left of them; what has an id is one element wherever it stands. */
    reviver() {
      const known = new Map();
      return (_key, value) => {
        if (typeof value?.$type !== "string") return value;
        const { $type, ...said } = value;
        if (said.id && known.has(said.id)) return known.get(said.id);
        const element = this.moddle.create($type, said);
        if (said.id) known.set(said.id, element);
        return element;
      };
    }
  }
  Clipboard.$inject = ["moddle"];
  return { clipboard: ["type", Clipboard] };
}
