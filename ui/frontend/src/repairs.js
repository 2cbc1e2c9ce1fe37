import { make } from "./elements.js";
import { widget } from "./mounting.js";
import { reveal } from "./together.js";
import base from "./base.css";
import own from "./repairs.css";

// several are ticked one after the other; the server is asked once
const SETTLE_MS = 250;

class Repairs {
  constructor(root, port) {
    this.port = port;
    this.sum = make("p", { class: "sum", role: "status" });
    this.all = make("div", { class: "all" });
    this.list = make("div", { class: "list" });
    root.append(make("div", { class: "head" }, this.sum, this.all), this.list);
    this.refused = new Set();
  }

  update(data) {
    const first = !this.data;
    this.data = data;
    if (first) this.refused = new Set(data.repairs.filter((one) => !one.made).map((one) => one.id));
    this.list.style.maxHeight = `${data.height}px`;
    this.draw();
  }

  draw() {
    const { repairs, words } = this.data;
    const scrolled = this.list.scrollTop;
    const focused = this.list.getRootNode().activeElement?.dataset?.id;
    const button = (text, refused) => make("button", { type: "button", onclick: () => this.decide(repairs.map((one) => one.id), refused) }, text);
    this.all.replaceChildren(button(words.accept_all, false), button(words.refuse_all, true));
    const kinds = [...new Set(repairs.map((one) => one.kind))];
    this.list.replaceChildren(...kinds.map((kind) => this.section(kind, repairs.filter((one) => one.kind === kind))));
    this.list.scrollTop = scrolled;
    if (focused) this.list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
    this.tell();
  }

  section(kind, repairs) {
    const ids = repairs.filter((one) => !one.needed).map((one) => one.id);
    const whole = make("input", { type: "checkbox", "data-id": `kind ${kind}`, disabled: ids.length === 0, onchange: () => this.decide(ids, !whole.checked) });
    const left = ids.filter((id) => this.refused.has(id)).length;
    whole.checked = left === 0;
    whole.indeterminate = left > 0 && left < ids.length;
    const heading = make("label", { class: "kind" }, whole, make("b", {}, repairs[0].called), make("span", { class: "number" }, String(repairs.length)));
    return make("section", {}, heading, make("ul", {}, ...repairs.map((one) => this.row(one))));
  }

  row(one) {
    const { words, group } = this.data;
    const isMade = one.needed || !this.refused.has(one.id);
    const box = make("input", { type: "checkbox", "data-id": one.id, disabled: one.needed, onchange: () => this.decide([one.id], !box.checked) });
    box.checked = isMade;
    const told = one.sentences.map((sentence) => make("span", { class: "told" }, sentence));
    const seen = one.element && make("button", { type: "button", class: "see", "data-id": `see ${one.id}`, title: one.element, "aria-label": words.see_where.replace("{element}", one.element), onclick: () => reveal(group, one.element) }, words.see);
    const note = one.needed ? words.needed : isMade ? "" : one.made ? words.asking : one.then.length > 0 ? "" : words.harmless;
    return make(
      "li",
      { class: isMade ? "made" : "refused" },
      make("label", {}, box, make("span", {}, ...told)),
      make("span", { class: "where" }, seen, make("span", {}, words.line.replace("{line}", one.line))),
      note && make("p", { class: "note" }, note),
      ...(isMade ? [] : one.then.map((then) => make("p", { class: "then" }, make("b", {}, words.then), " ", then))),
    );
  }

  decide(ids, refused) {
    const needed = new Set(this.data.repairs.filter((one) => one.needed).map((one) => one.id));
    for (const id of ids) refused && !needed.has(id) ? this.refused.add(id) : this.refused.delete(id);
    this.draw();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.port.state("refused", [...this.refused]), SETTLE_MS);
  }

  tell() {
    const { repairs, words } = this.data;
    const left = repairs.filter((one) => !one.needed && this.refused.has(one.id)).length;
    this.sum.textContent = words.sum.replace("{made}", repairs.length - left).replace("{refused}", left);
  }

  destroy() {
    clearTimeout(this.settling);
  }
}

export default widget(base + own, (root, port) => new Repairs(root, port));
