import { icon, make } from "./elements.js";
import { objection, send, sizeText } from "./sending.js";

const CLIP = "M13 7.5 7.8 12.7a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9l-5.5 5.5a1 1 0 0 1-1.4-1.4l4.9-4.9";
const PAGE = "M9 1.8H4v12.4h8V4.8zM9 1.8v3h3";
const STORED = "M3 8.5 6.5 12 13 4.5";
const REFUSED = "M8 4.5v4.2M8 11.2v.3M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8";
const CROSS = "M4 4l8 8M12 4l-8 8";

/**
 * A place where files are chosen or dropped and sent one after the other; `onchange()` hears when another is on its
 * way, stored, refused or taken off. What is `unsent` is told too, so that nothing is completed without it.
 * `rules` are `{ accept, max_mb, multiple, words }`; `picker` and `list` are its elements, to be put on the page.
 */
export class Files {
  constructor(rules, stored, onchange, label) {
    this.rules = rules;
    this.onchange = onchange;
    this.entries = stored.map((file) => ({ file, stored: file, fraction: 1 }));
    this.input = make("input", { type: "file", hidden: true, multiple: rules.multiple, accept: rules.accept.join(","), onchange: () => this.take(this.input.files) });
    this.button = make("button", { type: "button", class: "pick", "aria-label": `${rules.words.pick}: ${label}`, onclick: () => this.input.click() }, icon(CLIP), make("span", {}, rules.words.pick));
    this.picker = make("span", { class: "picker" }, this.button, this.input);
    this.list = make("ul", { class: "files", "aria-live": "polite" });
    this.draw();
  }

  /** Let files be dropped on `zone`. */
  dropOn(zone) {
    const over = (on) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", on);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      this.take(event.dataTransfer.files);
    });
  }

  get stored() {
    return this.entries.filter((entry) => entry.stored).map((entry) => entry.stored);
  }

  get unsent() {
    return this.entries.filter((entry) => !entry.stored).map(({ file, why }) => ({ name: file.name, why: why ?? "" }));
  }

  take(chosen) {
    const files = [...chosen].slice(0, this.rules.multiple ? undefined : 1);
    // the same file may be chosen again after it was taken off
    this.input.value = "";
    if (files.length === 0) return;
    if (!this.rules.multiple) this.clear();
    for (const file of files) this.entries.push({ file, fraction: 0, waiting: true, why: objection(file, this.rules) });
    this.draw();
    this.onchange();
    this.sendNext();
  }

  clear() {
    this.entries.splice(0).forEach((entry) => entry.calling?.abort());
  }

  async sendNext() {
    const entry = this.entries.find(({ waiting, why }) => waiting && !why);
    if (this.sending || !entry) return;
    this.sending = entry;
    entry.waiting = false;
    entry.calling = new AbortController();
    const onprogress = (fraction) => this.advance(entry, fraction);
    try {
      entry.stored = await send(entry.file, { words: this.rules.words, onprogress, signal: entry.calling.signal });
    } catch (why) {
      entry.why = why;
      entry.again = true;
    }
    this.sending = null;
    this.draw();
    if (this.entries.includes(entry)) this.onchange();
    this.sendNext();
  }

  advance(entry, fraction) {
    entry.fraction = fraction;
    const bar = entry.item?.querySelector(".bar");
    bar?.setAttribute("aria-valuenow", String(Math.round(fraction * 100)));
    if (bar) bar.firstChild.style.width = `${fraction * 100}%`;
  }

  remove(entry) {
    entry.calling?.abort();
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.draw();
    this.button.focus();
    this.onchange();
  }

  retry(entry) {
    Object.assign(entry, { why: null, again: false, waiting: true, fraction: 0 });
    this.draw();
    this.onchange();
    this.sendNext();
  }

  draw() {
    this.list.replaceChildren(...this.entries.map((entry) => (entry.item = this.item(entry))));
    this.list.hidden = this.entries.length === 0;
    const { pick, pick_more: more, replace } = this.rules.words;
    const text = this.entries.length === 0 ? pick : this.rules.multiple ? more : replace;
    this.button.querySelector("span").textContent = text;
  }

  item(entry) {
    const { words } = this.rules;
    const { file, stored, why, fraction } = entry;
    const state = stored ? "stored" : why ? "refused" : "sending";
    const taken = `${words.remove} ${file.name}`;
    return make(
      "li",
      { class: `file ${state}` },
      icon({ stored: STORED, refused: REFUSED, sending: PAGE }[state]),
      make("span", { class: "about" }, make("span", { class: "name", title: file.name }, file.name), make("span", { class: "size" }, sizeText(file.size))),
      make("button", { type: "button", class: "drop", title: taken, "aria-label": taken, onclick: () => this.remove(entry) }, icon(CROSS)),
      why && make("span", { class: "why" }, `${why} `, entry.again && make("button", { type: "button", class: "again", onclick: () => this.retry(entry) }, words.again)),
      state === "sending" && make("span", { class: "bar", role: "progressbar", "aria-label": `${words.sending} ${file.name}`, "aria-valuenow": Math.round(fraction * 100) }, progress(fraction)),
    );
  }

  destroy() {
    for (const entry of this.entries) entry.calling?.abort();
  }
}

function progress(fraction) {
  const bar = make("i");
  bar.style.width = `${fraction * 100}%`;
  return bar;
}
