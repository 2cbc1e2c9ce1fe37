import { icon, make } from "./elements.js";
import { widget } from "./mounting.js";
import base from "./base.css";
import own from "./bell.css";

const SHAPE = "M3.2 11.5h9.6l-1.2-1.7V7a3.6 3.6 0 0 0-7.2 0v2.8zM6.6 13.2a1.5 1.5 0 0 0 2.8 0M8 3.4V2.2";
// a tab that nobody looks at asks nothing
const ASK_MS = 20_000;
const SHOWN = 8;
const MOST = 99;

/** The bell with the newest notices, or a page of notices that the server has drawn up. */
class Notices {
  constructor(root, port) {
    this.root = root;
    this.port = port;
    this.unread = 0;
  }

  update(data) {
    this.words = data.words;
    if (data.mode === "page") {
      this.root.classList.add("page");
      this.root.replaceChildren(this.list(data.lines));
    } else if (!this.button) this.begin();
    if (this.button) this.tell(this.unread);
  }

  begin() {
    this.count = make("span", { class: "count", "aria-hidden": "true", hidden: true });
    this.button = make("button", { class: "bell", type: "button", "aria-expanded": "false", "aria-haspopup": "dialog", onclick: () => this.toggle() }, icon(SHAPE), this.count);
    this.said = make("span", { class: "unseen", role: "status" });
    this.panel = make("div", { class: "panel", role: "dialog", "aria-label": this.words.bell, hidden: true });
    this.root.append(this.button, this.said, this.panel);
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.panel.hidden) this.close(true);
    });
    this.outside = (event) => {
      if (!event.composedPath().includes(this.root)) this.close(false);
    };
    this.seen = () => {
      if (document.visibilityState === "visible") this.ask();
    };
    document.addEventListener("pointerdown", this.outside);
    document.addEventListener("visibilitychange", this.seen);
    this.asking = setInterval(this.seen, ASK_MS);
    this.seen();
  }

  async ask() {
    const answer = await call("/api/notices/count");
    if (answer?.status === 401) clearInterval(this.asking);
    if (answer?.ok) this.tell((await answer.json()).unread);
  }

  tell(unread) {
    const more = unread > this.unread;
    this.unread = unread;
    this.count.hidden = unread === 0;
    this.count.textContent = unread > MOST ? `${MOST}+` : String(unread);
    const spoken = unread ? `${this.words.bell}: ${this.count.textContent} ${this.words.unread}` : this.words.bell;
    this.button.setAttribute("aria-label", spoken);
    this.button.title = spoken;
    if (more) this.said.textContent = spoken;
  }

  toggle() {
    if (!this.panel.hidden) return this.close(true);
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    return this.load();
  }

  close(back) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (back) this.button.focus();
  }

  async load() {
    const answer = await call(`/api/notices?limit=${SHOWN}`);
    const found = answer?.ok ? await answer.json() : null;
    if (found) this.tell(found.unread);
    const newest = found?.notices[0]?.id;
    this.panel.replaceChildren(
      make(
        "div",
        { class: "top" },
        make("b", {}, this.words.bell),
        found?.unread > 0 && make("button", { class: "quiet", type: "button", onclick: () => this.readAll(newest) }, this.words.all_read),
      ),
      found?.notices.length ? this.list(found.notices) : make("p", { class: "none" }, found ? this.words.none : this.words.failed),
      make("div", { class: "bottom" }, make("a", { class: "quiet", href: "/thong-bao", target: "_self" }, this.words.older)),
    );
  }

  async readAll(until) {
    await call(`/api/notices/read?until=${until}`, { method: "PUT" });
    await this.load();
    this.button.focus();
  }

  list(lines) {
    return make("ul", { class: "lines" }, ...lines.map((line) => this.line(line)));
  }

  line(line) {
    const open = (event) => {
      // another tab is the browser's own affair; here the page changes without being loaded anew
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if (this.button) this.close(false);
      this.port.trigger("opened", { id: line.id, turn: Date.now() });
      if (this.button && !line.is_read) this.tell(Math.max(this.unread - 1, 0));
    };
    return make(
      "li",
      { class: line.is_read ? "" : "unread" },
      make(
        "a",
        { class: "line", href: line.path, target: "_self", onclick: open },
        make("span", { class: "sentence" }, line.sentence, !line.is_read && make("span", { class: "unseen" }, ` (${this.words.unread})`)),
        line.about && make("span", { class: "about", title: line.about }, line.about),
        make("span", { class: "when" }, line.when),
      ),
    );
  }

  destroy() {
    clearInterval(this.asking);
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("visibilitychange", this.seen);
  }
}

/** What the site answers; nothing while it cannot be reached. */
async function call(path, options = {}) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    return null;
  }
}

export default widget(base + own, (root, port) => new Notices(root, port));
