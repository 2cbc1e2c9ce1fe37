// How an editor and Python work on one file: nothing that is typed is lost, and nobody's work is written over.

import { make } from "./elements.js";
import { unsent } from "./unsent.js";

const QUIET_MS = 120;
const PATIENCE_MS = 8000;
const LEAVING_MS = 2500;
const MOST = 5 * 1024 * 1024;
const SIGN_OUT = ".motcua-sign-out";

/**
 * The edits of one file: each goes to Python as `{ content, base, seq, window }` and stays in this browser until the
 * answer `{ window, seq, version }` (taken in as that version) or `{ window, seq, refused }` (a sentence) is here.
 *
 * `base` is the version an edit was made on. What Python shows is opened only when its version is another's; while
 * something of ours is not yet taken in, another's version is told and opened at the press of a button.
 * `editor` has `open(content)`, which resolves to false when that cannot be shown, and `read()`, which resolves to the content.
 */
export class Editing {
  constructor(port, editor) {
    this.port = port;
    this.editor = editor;
    this.window = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.seq = this.sent = this.answered = this.taken = 0;
    this.state = make("span", { class: "saving", role: "status" });
    this.bar = make("div", { class: "collision", role: "alert", hidden: true });
    this.leaving = (event) => this.heardSubmit(event);
    document.addEventListener("submit", this.leaving, { capture: true });
  }

  /** What the rerun has brought: an answer, another's version, or nothing new. */
  async follow(data) {
    this.data = data;
    this.store ??= unsent(data.kept);
    if (data.answer?.window === this.window) this.hear(data.answer);
    if (this.version === undefined) await this.begin();
    else if (data.version !== this.version && this.isAhead()) this.collide(data.words.collided);
    else if (data.version !== this.version) await this.take();
  }

  /** The first opening: what this browser still keeps is newer than what it was based on, unless somebody was faster. */
  async begin() {
    const left = this.store.read();
    if (!(await this.take()) || !left) return;
    if (left.value === this.data.content) return this.store.remove();
    if (left.mark === this.version) {
      this.store.write(left);
      if (await this.open(left.value)) this.changed();
    } else this.collide(this.data.words.left_behind, left.value);
  }

  async take() {
    const { version, content } = this.data;
    this.version = version;
    this.seq = this.answered = this.taken = this.sent;
    this.bar.hidden = true;
    return this.open(content);
  }

  async open(content) {
    this.opening = true;
    const isTooLarge = content.length > MOST;
    const isOpen = !isTooLarge && (await this.editor.open(content));
    this.opening = false;
    if (!isOpen) this.say(isTooLarge ? this.data.words.too_large : this.data.words.failed, "refused");
    else this.say("");
    return isOpen;
  }

  /** To be called after each change of the content. */
  changed() {
    if (this.opening) return;
    this.seq += 1;
    this.say(this.data.words.waiting);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), QUIET_MS);
  }

  isAhead() {
    return this.seq > this.taken;
  }

  async send() {
    const seq = this.seq;
    const content = await this.editor.read();
    this.store.write({ value: content, mark: this.version });
    if (this.isSending() || !this.bar.hidden) return;
    this.sent = seq;
    this.sentAt = performance.now();
    this.port.state("edit", { content, base: this.version, seq, window: this.window });
    clearTimeout(this.again);
    this.again = setTimeout(() => this.sent === seq && this.sent > this.answered && this.retry(), PATIENCE_MS);
  }

  /** One edit is on its way at a time: the next one needs the version that this one makes. */
  isSending() {
    return this.sent > this.answered && performance.now() - this.sentAt < PATIENCE_MS;
  }

  retry() {
    this.seq += 1;
    this.send();
  }

  hear({ seq, version, refused, newer }) {
    if (seq !== this.sent || seq <= this.answered) return;
    this.answered = seq;
    if (refused) return newer ? this.collide(refused) : this.say(refused, "refused");
    this.taken = seq;
    this.version = version;
    if (this.seq > seq) return this.send();
    this.store.remove();
    const clock = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
    this.say(this.data.words.saved.replace("{time}", clock));
  }

  /** Another's version is there: ours can be fetched as a file before theirs is opened; neither overwrites the other. */
  collide(sentence, mine) {
    if (!this.bar.hidden) return;
    const { words } = this.data;
    const fetchMine = async () => download(this.data.file, mine ?? (await this.editor.read()));
    const openTheirs = async () => {
      this.store.remove();
      await this.take();
    };
    this.bar.replaceChildren(
      make("p", {}, sentence),
      make("button", { type: "button", onclick: fetchMine }, words.fetch_mine),
      make("button", { type: "button", class: "primary", onclick: openTheirs }, words.open_theirs),
    );
    this.bar.hidden = false;
    this.say(words.not_saved, "refused");
  }

  say(sentence, kind = "") {
    if (this.state.textContent !== sentence) this.state.textContent = sentence;
    this.state.dataset.kind = kind;
  }

  /** Signing out waits for what is on its way; nothing of it stays in this browser. */
  heardSubmit(event) {
    if (!event.target.matches?.(SIGN_OUT) || !this.store) return;
    const leave = () => {
      this.store.remove();
      event.target.submit();
    };
    if (!this.isAhead()) return this.store.remove();
    event.preventDefault();
    const until = performance.now() + LEAVING_MS;
    const wait = () => (this.isAhead() && performance.now() < until ? setTimeout(wait, 50) : leave());
    wait();
  }

  destroy() {
    clearTimeout(this.timer);
    clearTimeout(this.again);
    document.removeEventListener("submit", this.leaving, { capture: true });
  }
}

function download(name, content) {
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
