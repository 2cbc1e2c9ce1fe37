// What every widget shares: one living instance per place on the page, its style, and keys that stay inside.

const living = new WeakMap();

/**
 * A Streamlit component out of `build(root, port)`, which returns `{ update(data), destroy?() }`.
 *
 * Streamlit calls a component's export again on every rerun, so the instance is kept by its parent element.
 * `port.state(name, value)` and `port.trigger(name, value)` always speak to the latest rerun.
 */
export function widget(css, build) {
  return ({ parentElement, data, setStateValue, setTriggerValue }) => {
    const place = living.get(parentElement) ?? settle(parentElement, css, build);
    const turn = ++place.turn;
    place.setters = { state: setStateValue, trigger: setTriggerValue };
    place.instance.update(data);
    return () => {
      // a rerun that was overtaken while its module loaded is cleaned up by Streamlit after its successor has run
      if (turn === place.turn) leave(parentElement, place);
    };
  };
}

function settle(parentElement, css, build) {
  const style = document.createElement("style");
  style.textContent = css;
  const root = document.createElement("div");
  root.className = "widget";
  root.addEventListener("keydown", keepSingleKeys);
  const place = { root, style, turn: 0, setters: null };
  const port = {
    state: (name, value) => place.setters.state(name, value),
    trigger: (name, value) => place.setters.trigger(name, value),
  };
  parentElement.append(style, root);
  place.instance = build(root, port);
  living.set(parentElement, place);
  return place;
}

function leave(parentElement, place) {
  place.instance.destroy?.();
  place.root.remove();
  place.style.remove();
  living.delete(parentElement);
}

// Streamlit takes a plain "r" or "c" anywhere on the page as its own command
function keepSingleKeys(event) {
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}
