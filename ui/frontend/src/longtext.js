import { make } from "./elements.js";
import { widget } from "./mounting.js";
import { unsent } from "./unsent.js";
import base from "./base.css";
import own from "./longtext.css";

const EVERY_MS = 1000;
const FIRST_MS = 300;
const QUIET_MS = 2000;
const SLOWEST_MS = 4000;
const PATIENCE_MS = 10_000;
const LEAST_PX = 96;
const COUNTED = 2000;
const SIGN_OUT = ".motcua-sign-out";

/**
 * A long text that is kept as it is typed: in this browser at every key, on the server within a second.
 *
 * A text has a mark, the moment of its last key in milliseconds of the server's clock; of two texts the one with the
 * greater mark stands, whether it comes from Python, from this browser's memory or from another window.
 */
class LongText {
  constructor(root, port) {
    this.root = root;
    this.port = port;
    this.mark = -1;
    this.told = -1;
    this.sent = -1;
    this.begun = 0;
    this.failures = 0;
  }

  update(data) {
    const isNew = !this.area;
    this.data = data;
    if (isNew) this.build();
    this.adopt(data);
    this.sent = Math.max(this.sent, data.saved);
    if (isNew) this.restore();
    if (isNew && this.store && this.mark > 0 && this.sent >= this.mark) this.saySaved(this.mark);
    this.schedule();
    this.describe();
  }

  build() {
    const { data } = this;
    this.ahead = data.now - Date.now();
    this.store = data.kept && unsent(data.kept);
    this.area = make("textarea", { id: "text", class: "long", rows: 3, "aria-describedby": "below state", oninput: () => this.typed(), onblur: () => this.tell() });
    this.below = make("p", { id: "below", class: "below" });
    this.count = make("span", { class: "count" });
    this.state = make("span", { id: "state", class: "state", role: "status" });
    this.label = make("label", { for: "text", class: "label" });
    this.root.append(this.label, this.area, make("div", { class: "foot" }, this.below, make("span", { class: "end" }, this.state, this.count)));
    this.leaving = () => this.flush();
    this.hiding = () => document.visibilityState === "hidden" && this.flush();
    this.signingOut = (event) => this.heardSubmit(event);
    window.addEventListener("pagehide", this.leaving);
    document.addEventListener("visibilitychange", this.hiding);
    document.addEventListener("submit", this.signingOut, { capture: true });
    this.widths = new ResizeObserver(() => this.grow());
    this.widths.observe(this.root);
  }

  describe() {
    const { label, required, wrong, hint } = this.data;
    this.label.replaceChildren(label, ...(required ? [make("span", { class: "needed", "aria-hidden": "true" }, " *")] : []));
    this.area.toggleAttribute("required", Boolean(required));
    this.area.setAttribute("aria-invalid", wrong ? "true" : "false");
    this.below.textContent = wrong || hint;
    this.below.classList.toggle("wrong", Boolean(wrong));
    if (wrong) this.below.setAttribute("role", "alert");
    else this.below.removeAttribute("role");
    this.measure();
  }

  /** Takes over a text that is newer than the one here; the cursor stays when there is nothing to change. */
  adopt({ value, mark }) {
    if (mark <= this.mark) return false;
    this.mark = this.told = mark;
    if (this.area.value !== value) this.area.value = value;
    return true;
  }

  restore() {
    const left = this.store?.read();
    if (left && left.mark <= this.sent) this.store.remove();
    if (!left || left.mark <= this.mark) return;
    this.mark = left.mark;
    this.area.value = left.value;
    this.tell();
  }

  typed() {
    this.mark = Math.max(Date.now() + this.ahead, this.mark + 1);
    this.store?.write({ value: this.area.value, mark: this.mark });
    this.measure();
    this.schedule();
  }

  /** Python hears of the text when the cursor leaves it, before the press of a button. */
  tell() {
    if (this.told === this.mark) return;
    this.told = this.mark;
    this.port.state("text", { value: this.area.value, mark: this.mark });
  }

  schedule() {
    if (!this.store || this.timer || this.sending || this.sent >= this.mark) return;
    const pause = this.failures ? Math.min(EVERY_MS * this.failures, SLOWEST_MS) : Math.max(FIRST_MS, this.begun + EVERY_MS - Date.now());
    this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.sending) return this.sending;
    this.sending = this.put(this.area.value, this.mark);
    const late = setTimeout(() => this.say(this.data.words.waiting), QUIET_MS);
    await this.sending;
    clearTimeout(late);
    this.sending = undefined;
    this.schedule();
  }

  async put(value, mark) {
    const { task, field } = this.data.kept;
    const body = JSON.stringify({ values: { [field]: value }, mark });
    this.begun = Date.now();
    try {
      const answer = await fetch(`/api/tasks/${task}/draft`, {
        method: "PUT",
        headers: { "content-type": "application/json", "x-motcua": "1" },
        body,
        keepalive: body.length < 20_000,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const said = await answer.json();
      if (answer.ok) this.acknowledged(said, field, mark);
      else if (answer.status >= 500 || answer.status === 401) this.failed();
      else this.refused(said, mark);
    } catch {
      this.failed();
    }
  }

  acknowledged({ saved_at: savedAt, newer }, field, mark) {
    this.failures = 0;
    this.sent = mark;
    if (mark === this.mark) this.store.remove();
    if (newer[field] && this.adopt(newer[field])) {
      this.sent = this.mark;
      this.store.remove();
      this.port.state("text", { value: this.area.value, mark: this.mark });
      this.measure();
    }
    this.saySaved(savedAt);
  }

  saySaved(moment) {
    const clock = new Date(moment).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
    this.say(this.data.words.saved.replace("{time}", clock));
  }

  failed() {
    this.failures += 1;
    this.say(this.data.words.waiting);
  }

  /** Nothing to try again until something else is typed; what a completed task no longer needs is not left behind. */
  refused({ code, detail }, mark) {
    this.failures = 0;
    this.sent = mark;
    if (code === "task.not-open") this.store.remove();
    this.say(`${this.data.words.refused} ${detail ?? ""}`);
  }

  say(sentence) {
    if (this.state.textContent !== sentence) this.state.textContent = sentence;
    this.state.classList.toggle("waiting", sentence === this.data.words.waiting);
  }

  measure() {
    const most = this.data.max_length;
    const length = [...this.area.value].length;
    const isShown = most && (most <= COUNTED || length > 0.8 * most);
    this.count.textContent = isShown ? `${length.toLocaleString("vi-VN")}/${most.toLocaleString("vi-VN")}` : "";
    this.count.classList.toggle("over", Boolean(most) && length > most);
    this.grow();
  }

  grow() {
    const { area } = this;
    area.style.height = "0";
    area.style.height = `${Math.max(LEAST_PX, area.scrollHeight + 2)}px`;
  }

  async flush() {
    if (!this.store || this.sent >= this.mark) return;
    await this.sending;
    if (this.sent < this.mark) await this.send();
  }

  /** What was typed in the last second goes with the session that typed it; nothing of it stays in this browser. */
  async heardSubmit(event) {
    if (!event.target.matches?.(SIGN_OUT) || !this.store) return;
    const isUnsent = this.sent < this.mark;
    if (isUnsent) event.preventDefault();
    await this.flush();
    this.store.remove();
    if (isUnsent) event.target.submit();
  }

  destroy() {
    this.flush();
    clearTimeout(this.timer);
    this.widths?.disconnect();
    window.removeEventListener("pagehide", this.leaving);
    document.removeEventListener("visibilitychange", this.hiding);
    document.removeEventListener("submit", this.signingOut, { capture: true });
  }
}

export default widget(base + own, (root, port) => new LongText(root, port));
