import { make } from "./elements.js";
import { Files } from "./files.js";
import { widget } from "./mounting.js";
import base from "./base.css";
import fileStyle from "./files.css";
import own from "./papers.css";

// counts are typed digit by digit: the page hears of them once the officer pauses or leaves the field
const SETTLE_MS = 500;
const MOST = 99;

class Papers {
  constructor(root, port) {
    this.root = root;
    this.port = port;
    this.lines = new Map();
    root.addEventListener("keydown", (event) => this.pressed(event));
    root.addEventListener("focusout", () => this.settling && this.send());
  }

  update(data) {
    const asked = JSON.stringify(data.rows);
    if (this.asked === asked) return;
    this.asked = asked;
    this.data = data;
    // another case of the procedure asks for other papers; what was received already stays received
    const before = new Map([...this.lines].map(([code, line]) => [code, line.value]));
    for (const line of this.lines.values()) line.destroy();
    const given = (row) => before.get(row.code) ?? data.given.find(({ code }) => code === row.code);
    this.lines = new Map(data.rows.map((row) => [row.code, new Line(row, given(row), data, (at_once) => this.changed(at_once))]));
    this.all = make("input", { type: "checkbox", "aria-label": data.words.all, title: data.words.all, onchange: () => this.takeAll() });
    this.sum = make("p", { class: "sum", role: "status" });
    const table = make("div", { class: "table", role: "table", "aria-label": data.label }, this.header(data.words), ...[...this.lines.values()].map((line) => line.element));
    this.root.replaceChildren(table, this.sum);
    this.count();
    // papers that are no longer asked for must leave the answer too
    if (before.size > 0) this.send();
  }

  header({ paper, originals, copies, files }) {
    const column = (name, ...children) => make("div", { class: name, role: "columnheader" }, ...children);
    return make("div", { class: "line header", role: "row" }, column("", make("label", { class: "box" }, this.all)), column("paper", paper), column("number", originals), column("number", copies), column("cell", files));
  }

  takeAll() {
    for (const line of this.lines.values()) line.receive(this.all.checked);
    this.changed(true);
  }

  changed(atOnce) {
    this.count();
    clearTimeout(this.settling);
    if (atOnce) this.send();
    else this.settling = setTimeout(() => this.send(), SETTLE_MS);
  }

  send() {
    clearTimeout(this.settling);
    this.settling = undefined;
    this.port.state("papers", [...this.lines.values()].map((line) => line.value));
  }

  count() {
    const { words } = this.data;
    const lines = [...this.lines.values()];
    const received = lines.filter((line) => line.value.received).length;
    const missing = lines.filter((line) => line.row.required && !line.value.received).length;
    this.all.checked = received === lines.length && received > 0;
    this.all.indeterminate = received > 0 && received < lines.length;
    const rest = missing > 0 ? words.missing.replace("{count}", missing) : words.complete;
    this.sum.replaceChildren(words.received_of.replace("{received}", received).replace("{total}", lines.length), " · ", make("b", {}, rest));
    this.sum.classList.toggle("all", missing === 0);
  }

  /** Enter goes on to the next field, as at a cash desk; nothing is submitted. */
  pressed(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const fields = [...this.root.querySelectorAll("input:not([type=file], :disabled), button")];
    fields[fields.indexOf(event.target) + 1]?.focus();
  }

  destroy() {
    clearTimeout(this.settling);
    for (const line of this.lines.values()) line.destroy();
  }
}

/** One paper: the box, its name and what the law asks, counts, files. */
class Line {
  constructor(row, given, data, onchange) {
    this.row = row;
    this.onchange = onchange;
    const { words } = data;
    const id = `paper-${row.code}`;
    this.box = make("input", { type: "checkbox", id, "aria-label": `${words.received}: ${row.name}`, onchange: () => this.ticked() });
    this.originals = this.counter(words.originals, given?.originals ?? 0);
    this.copies = this.counter(words.copies, given?.copies ?? 0);
    this.files = new Files({ ...data, multiple: true }, given?.files ?? [], () => this.filed(), row.name);
    this.element = make(
      "div",
      { class: "line", role: "row" },
      make("div", { role: "cell" }, make("label", { class: "box" }, this.box)),
      make("div", { class: "paper", role: "cell" }, make("label", { class: "name", for: id }, row.name), need(row, words)),
      cell("number", words.originals, this.originals),
      cell("number", words.copies, this.copies),
      make("div", { class: "cell", role: "cell" }, this.files.list, this.files.picker),
    );
    this.files.dropOn(this.element);
    this.box.checked = given?.received ?? false;
    this.element.classList.toggle("received", this.box.checked);
  }

  counter(name, value) {
    const input = make("input", { type: "number", min: 0, max: MOST, inputmode: "numeric", "aria-label": `${name}: ${this.row.name}`, onfocus: () => input.select(), oninput: () => this.counted() });
    input.value = value;
    return input;
  }

  get value() {
    const { code } = this.row;
    return { code, received: this.box.checked, originals: whole(this.originals), copies: whole(this.copies), files: this.files.stored, unsent: this.files.unsent };
  }

  /** Tick or untick; ticking enters the counts that the procedure asks for. */
  receive(received) {
    this.box.checked = received;
    this.element.classList.toggle("received", received);
    const { originals, copies } = this.value;
    if (received && originals + copies > 0) return;
    this.originals.value = received ? this.row.originals : 0;
    this.copies.value = received ? this.row.copies : 0;
  }

  ticked() {
    this.receive(this.box.checked);
    this.onchange(true);
  }

  counted() {
    const { originals, copies } = this.value;
    this.box.checked = originals + copies > 0 || this.files.stored.length > 0;
    this.element.classList.toggle("received", this.box.checked);
    this.onchange(false);
  }

  filed() {
    if (this.files.stored.length > 0 && !this.box.checked) this.receive(true);
    this.onchange(true);
  }

  destroy() {
    this.files.destroy();
  }
}

function need({ required, originals, copies }, words) {
  const counts = [originals > 0 && `${originals} ${words.originals.toLowerCase()}`, copies > 0 && `${copies} ${words.copies.toLowerCase()}`].filter(Boolean);
  const text = required ? make("span", { class: "needed" }, words.required) : make("span", {}, words.optional);
  return make("span", { class: "need" }, text, counts.length > 0 && ` · ${counts.join(", ")}`);
}

function cell(name, caption, field) {
  return make("div", { class: name, role: "cell" }, make("span", { class: "caption", "aria-hidden": "true" }, caption), field);
}

function whole(input) {
  return Math.min(MOST, Math.max(0, Math.trunc(input.valueAsNumber) || 0));
}

export default widget(base + fileStyle + own, (root, port) => new Papers(root, port));
