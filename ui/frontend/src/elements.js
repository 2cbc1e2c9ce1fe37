/** An element with attributes (`on…` are listeners) and children, empty ones left out; text is never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.filter(Boolean));
  return element;
}

/** An SVG drawing of 16 × 16 made of one path in the text's colour. */
export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  setAttributes(svg, { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" });
  const drawing = document.createElementNS(space, "path");
  drawing.setAttribute("d", path);
  svg.append(drawing);
  return svg;
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}
