// The editors' own words in Vietnamese: their translate service, and what packages say without one.

const SAID_BY = ["title", "placeholder", "aria-label", "alt", "label"];

/** diagram-js's translate service: `{name}` places are filled in after the sentence was looked up. */
export function translateModule(dictionary) {
  const translate = (text, places = {}) => (dictionary[text] ?? text).replace(/{([^}]+)}/g, (whole, name) => places[name.trim()] ?? whole);
  return { translate: ["value", translate] };
}

/**
 * Puts the dictionary's words in place of what stands under `root`, now and whenever something is drawn there.
 *
 * Only whole texts are looked up, with `{}` for a word that is looked up by itself; what people drew and typed lies under `theirs` and is left alone.
 */
export function translateWithin(root, dictionary, theirs) {
  if (Object.keys(dictionary).length === 0) return () => {};
  const patterns = Object.keys(dictionary).filter((key) => key.includes("{}")).map((key) => [new RegExp(`^${key.replace("{}", "(.+)")}$`), key]);
  const said = (given) => {
    const text = given.trim().replace(/\s+/g, " ");
    if (text in dictionary) return dictionary[text];
    const [pattern, key] = patterns.find(([one]) => one.test(text)) ?? [];
    if (!pattern) return undefined;
    const [, name] = pattern.exec(text);
    return dictionary[key].replace("{}", () => dictionary[name] ?? name);
  };
  const isTheirs = (node) => node.parentElement?.closest(theirs);
  const speakText = (node) => {
    const words = said(node.data);
    if (words !== undefined && !isTheirs(node)) node.data = node.data.replace(node.data.trim(), () => words);
  };
  const speakAttributes = (element) => {
    if (isTheirs(element)) return;
    for (const name of SAID_BY) {
      const words = element.hasAttribute(name) ? said(element.getAttribute(name)) : undefined;
      if (words !== undefined) element.setAttribute(name, words);
    }
  };
  const speak = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return speakText(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return undefined;
    speakAttributes(node);
    for (const child of node.querySelectorAll("*")) speakAttributes(child);
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) speakText(texts.currentNode);
    return undefined;
  };
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(speak);
      else if (type === "characterData") speakText(target);
      else speakAttributes(target);
    }
  });
  speak(root);
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: SAID_BY });
  return () => observer.disconnect();
}
