const hoisted = new Set();

/** Chromium passes over `@font-face` inside a shadow root: the faces of a style sheet are given to the page, once. */
export function hoistFaces(css) {
  const faces = (css.match(/@font-face\s*{[^}]*}/g) ?? []).filter((face) => !hoisted.has(face));
  if (faces.length === 0) return;
  for (const face of faces) hoisted.add(face);
  const style = document.createElement("style");
  style.textContent = faces.join("\n");
  document.head.append(style);
}

/** Names are broken into lines with the font that is there at that moment. */
export function loadFont(family) {
  return Promise.all(["Aa", "ệ"].map((sample) => document.fonts.load(`12px "${family}"`, sample)));
}
