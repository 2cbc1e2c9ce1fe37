import { icon, make } from "./elements.js";
import { widget } from "./mounting.js";
import { fillWindow } from "./filling.js";
import base from "./base.css";
import own from "./worklist.css";

const TRAY = "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5l1 1.5h3l1-1.5H14";
// an arrow key held down should not ask the server for every row it passes
const SETTLE_MS = 150;

class Worklist {
  constructor(root, port) {
    this.port = port;
    this.list = make("ul", { class: "list", role: "listbox", onclick: (e) => this.clicked(e), onmousedown: keepText, onkeydown: (e) => this.pressed(e) });
    this.empty = make("div", { class: "empty", role: "status" });
    this.filling = fillWindow(root, (height, narrow) => this.resize(height, narrow));
    this.rows = [];
    this.checked = new Set();
    this.turn = 0;
    this.awaited = null;
    root.append(this.list, this.empty);
  }

  update(data) {
    this.words = data.words;
    this.list.setAttribute("aria-label", data.label);
    this.list.classList.toggle("checks", data.checks);
    this.list.setAttribute("aria-multiselectable", String(data.checks));
    if (this.version !== data.version) this.draw(data);
    // what the server has ticked or cleared counts more than what was ticked before it did
    if (this.ticked !== data.ticked) this.tick(data);
    if (this.awaited === data.turn) this.awaited = null;
    // while an officer's own choice is under way, an older answer must not pull the selection back
    if (this.awaited === null && !this.settling) this.show(data.selected);
    this.fits = data.fits;
    this.filling.reserve(data.reserve);
  }

  draw(data) {
    const focused = this.list.getRootNode().activeElement?.closest?.(".row");
    const scrolled = this.version === undefined ? 0 : this.list.scrollTop;
    this.version = data.version;
    this.rows = data.rows;
    this.checked = new Set([...(this.ticked === data.ticked ? this.checked : data.checked)].filter((id) => this.rows.some((row) => row.id === id)));
    this.selected = undefined;
    this.items = this.rows.map((row, index) => this.item(row, index, data.checks));
    this.list.replaceChildren(...this.items);
    this.list.scrollTop = scrolled;
    this.list.hidden = this.rows.length === 0;
    this.empty.hidden = this.rows.length > 0;
    this.empty.replaceChildren(icon(TRAY), make("span", {}, data.empty));
    if (this.items.length > 0) this.items[0].tabIndex = 0;
    if (focused) this.focusAfter = true;
  }

  item(row, index, checks) {
    const parts = row.meta.map((text) => make("span", { class: "part", title: text }, text));
    return make(
      "li",
      { class: row.unread ? "row unread" : "row", role: "option", tabindex: -1, "data-index": index, "data-id": row.id, "aria-selected": "false", "aria-checked": checks && String(this.checked.has(row.id)) },
      checks && make("span", { class: "tick" }),
      row.unread && make("span", { class: "dot" }, make("span", { class: "unseen" }, this.words.unread)),
      make("div", { class: "head" }, make("span", { class: "title", title: row.title }, row.title), row.chip && make("span", { class: `chip ${row.kind}` }, row.chip)),
      make("div", { class: "foot" }, make("span", { class: "meta" }, ...parts), row.holder && this.holder(row.holder)),
      row.place.length > 0 && make("div", { class: "place", title: row.place.join(" · ") }, ...row.place.map((text) => make("span", { class: "where" }, text))),
      row.note && make("div", { class: "note" }, row.note),
    );
  }

  holder(name) {
    const spoken = `${this.words.holder}: ${name}`;
    return make("span", { class: "holder", title: spoken, role: "img", "aria-label": spoken }, initials(name));
  }

  /** Mark this row as the chosen one and bring it into view; nothing is sent. */
  show(id) {
    const index = this.rows.findIndex((row) => row.id === id);
    if (this.selected !== id) {
      this.items.forEach((item, at) => {
        item.setAttribute("aria-selected", String(at === index));
        item.tabIndex = at === Math.max(index, 0) ? 0 : -1;
      });
      this.items[index]?.scrollIntoView({ block: "nearest" });
      this.selected = id;
    }
    if (this.focusAfter) this.items[Math.max(index, 0)]?.focus({ preventScroll: true });
    this.focusAfter = false;
  }

  clicked(event) {
    const item = event.target.closest(".row");
    if (!item) return;
    if (event.target.closest(".tick")) this.toggle(item, event.shiftKey);
    else this.choose(Number(item.dataset.index), 0);
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = event.target.closest(".row");
    const at = Number(item.dataset.index);
    const last = this.items.length - 1;
    const goal = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, PageDown: at + 8, PageUp: at - 8, Home: 0, End: last }[event.key];
    if (goal !== undefined) this.choose(Math.min(Math.max(goal, 0), last), SETTLE_MS);
    else if (event.key === " " && item.hasAttribute("aria-checked")) this.toggle(item);
    else if (event.key === "Enter" || event.key === " ") this.choose(at, 0);
    else return;
    event.preventDefault();
  }

  choose(index, after) {
    const row = this.rows[index];
    clearTimeout(this.settling);
    this.show(row.id);
    this.items[index].focus({ preventScroll: true });
    const send = () => {
      this.settling = undefined;
      this.awaited = ++this.turn;
      this.port.trigger("picked", { id: row.id, turn: this.turn });
    };
    if (after) this.settling = setTimeout(send, after);
    else send();
  }

  /** Ticks a row or not; with Shift all from the one ticked last. */
  toggle(item, range = false) {
    const at = Number(item.dataset.index);
    const wanted = !this.checked.has(this.rows[at].id);
    const from = range && this.last < this.rows.length ? this.last : at;
    for (let index = Math.min(from, at); index <= Math.max(from, at); index++) this.mark(index, wanted);
    this.last = at;
    this.port.state("checked", { turn: this.ticked, ids: [...this.checked] });
  }

  tick(data) {
    this.ticked = data.ticked;
    const wanted = new Set(data.checked);
    if (data.checks) this.rows.forEach((row, index) => this.mark(index, wanted.has(row.id)));
  }

  mark(index, wanted) {
    const { id } = this.rows[index];
    if (wanted) this.checked.add(id);
    else this.checked.delete(id);
    this.items[index].setAttribute("aria-checked", String(wanted));
  }

  resize(height, narrow) {
    // a phone shows what was chosen below the list, so the list leaves it room
    this.list.style.height = narrow || this.fits ? "" : `${height}px`;
    this.list.style.maxHeight = `${narrow ? Math.round(window.innerHeight * 0.62) : height}px`;
    this.empty.style.height = narrow ? "" : `${height}px`;
  }

  destroy() {
    clearTimeout(this.settling);
    this.filling.stop();
  }
}

/** Ticking a range with Shift must not mark its text. */
function keepText(event) {
  if (event.shiftKey) event.preventDefault();
}

/** Middle and given name, as colleagues tell two Nguyễn Thị apart: “Nguyễn Thị Lan” is TL. */
function initials(name) {
  return name
    .trim()
    .split(/\s+/)
    .slice(-2)
    .map((word) => [...word][0].toUpperCase())
    .join("");
}

export default widget(base + own, (root, port) => new Worklist(root, port));
