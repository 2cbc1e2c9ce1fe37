import { make } from "./elements.js";
import { Files } from "./files.js";
import { widget } from "./mounting.js";
import base from "./base.css";
import fileStyle from "./files.css";
import own from "./upload.css";

class Upload {
  constructor(root, port) {
    this.root = root;
    this.port = port;
  }

  update(data) {
    // what was chosen here outlives reruns; a page that wants an empty field gives it another key
    if (this.files) return;
    this.files = new Files(data, data.files, () => this.tell(), data.label);
    const hint = make("span", { class: "hint", id: "hint" }, make("span", { class: "drag" }, `${data.words.drag} `), data.hint);
    const zone = make("div", { class: "zone" }, this.files.picker, hint);
    const label = make("span", { class: "label" }, data.label, data.required && make("span", { class: "needed", "aria-hidden": "true" }, " *"));
    this.files.button.setAttribute("aria-describedby", "hint");
    this.files.dropOn(zone);
    this.root.append(label, zone, this.files.list);
  }

  tell() {
    const { stored, unsent } = this.files;
    this.port.state("files", { stored, unsent });
  }

  destroy() {
    this.files?.destroy();
  }
}

export default widget(base + fileStyle + own, (root, port) => new Upload(root, port));
