import { icon, make } from "./elements.js";
import { widget } from "./mounting.js";
import base from "./base.css";
import own from "./preview.css";

const LINKS = "a.mc-file";
const DESK = ".st-key-card_task";
const SHOWN = [
  [/\.pdf$/i, "pdf"],
  [/\.(png|jpe?g)$/i, "picture"],
];
const SETTLE_MS = 400;
const CROSS = "M4 4l8 8M12 4l-8 8";
const LEFT = "M10 3.5 5.5 8l4.5 4.5";
const RIGHT = "M6 3.5 10.5 8 6 12.5";
const OUT = "M9.5 3H13v3.5M13 3 7.5 8.5M11 9.5V13H3V5h3.5";

/** What a link leads to can be shown beside the work; everything else is opened as any link is. */
function kindOf(link) {
  return SHOWN.find(([ending]) => ending.test(link.textContent.trim()))?.[1];
}

/** A panel beside the task: the file of the link that was pressed, in the browser's own viewer. */
class Preview {
  constructor() {
    this.pressed = (event) => this.heardPress(event);
    this.typed = (event) => event.key === "Escape" && this.panel && this.close();
    document.addEventListener("click", this.pressed, { capture: true });
    document.addEventListener("keydown", this.typed);
    // a file of another dossier must not stay beside the one that is decided on
    this.watch = new MutationObserver(() => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.closeWhenGone(), SETTLE_MS);
    });
  }

  update({ words }) {
    this.words = words;
  }

  heardPress(event) {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = event.target instanceof Element && event.target.closest(LINKS);
    if (!link || !isPlain || !kindOf(link)) return;
    event.preventDefault();
    this.show(link);
  }

  show(link) {
    if (!this.panel) this.open();
    this.href = link.getAttribute("href");
    this.opener = link;
    const name = link.textContent.trim();
    this.name.textContent = name;
    this.panel.setAttribute("aria-label", name);
    this.away.href = this.href;
    this.content.replaceChildren(this.viewer(kindOf(link), name));
    const around = this.around();
    const place = around.findIndex((other) => other.getAttribute("href") === this.href);
    this.turnTo(this.before, around[place - 1]);
    this.turnTo(this.after, around[place + 1]);
    this.place.textContent = around.length > 1 ? `${place + 1}/${around.length}` : "";
  }

  viewer(kind, name) {
    if (kind === "picture") {
      const picture = make("img", { src: this.href, alt: name, onclick: () => picture.classList.toggle("whole") });
      picture.addEventListener("error", () => this.content.replaceChildren(this.instead(this.words.broken)));
      return picture;
    }
    if (navigator.pdfViewerEnabled) return make("iframe", { src: `${this.href}#view=FitH&navpanes=0`, title: name });
    return this.instead(this.words.no_viewer);
  }

  instead(sentence) {
    return make("p", { class: "instead" }, sentence, " ", make("a", { href: this.href, target: "_blank" }, this.words.open));
  }

  /** The other files that can be shown, each once, in the order of the page. */
  around() {
    const found = new Map();
    for (const link of document.querySelectorAll(LINKS)) {
      const href = link.getAttribute("href");
      if (kindOf(link) && !found.has(href)) found.set(href, link);
    }
    return [...found.values()];
  }

  turnTo(button, link) {
    button.disabled = !link;
    button.onclick = () => link && this.show(link);
  }

  open() {
    const { words } = this;
    const button = (path, label) => make("button", { type: "button", "aria-label": label, title: label }, icon(path));
    this.name = make("h2", { class: "name" });
    this.place = make("span", { class: "place" });
    this.before = button(LEFT, words.before);
    this.after = button(RIGHT, words.after);
    this.away = make("a", { target: "_blank", rel: "noopener", "aria-label": words.away, title: words.away }, icon(OUT));
    const close = button(CROSS, words.close);
    close.addEventListener("click", () => this.close());
    this.content = make("div", { class: "content" });
    this.panel = make("section", { class: "panel widget", role: "dialog", tabindex: "-1" }, make("header", {}, this.name, this.place, this.before, this.after, this.away, close), this.content);
    this.host = make("div", { class: "mc-preview" });
    const style = make("style");
    style.textContent = base + own;
    this.host.attachShadow({ mode: "open" }).append(style, this.panel);
    // beside a task over menu and list, so that the task stays in sight; elsewhere at the other edge
    this.panel.classList.toggle("right", !document.querySelector(DESK));
    document.body.append(this.host);
    this.watch.observe(document.querySelector('[data-testid="stMain"]') ?? document.body, { childList: true, subtree: true });
    this.panel.focus();
  }

  closeWhenGone() {
    if (this.panel && !this.around().some((link) => link.getAttribute("href") === this.href)) this.close();
  }

  close() {
    this.watch.disconnect();
    this.host.remove();
    this.panel = undefined;
    if (this.opener?.isConnected) this.opener.focus();
  }

  destroy() {
    if (this.panel) this.close();
    clearTimeout(this.settling);
    document.removeEventListener("click", this.pressed, { capture: true });
    document.removeEventListener("keydown", this.typed);
  }
}

export default widget("", () => new Preview());
