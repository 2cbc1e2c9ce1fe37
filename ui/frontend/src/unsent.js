// What was typed and the server has not acknowledged yet: in this browser, under the account that typed it.

const PREFIX = "motcua.draft.";
const memory = new Map();
let own = "";

/** A browser that keeps nothing (private windows, a full disk) remembers until the page is left. */
function shelf() {
  try {
    const storage = window.localStorage;
    storage.setItem(`${PREFIX}trial`, "1");
    storage.removeItem(`${PREFIX}trial`);
    return storage;
  } catch {
    return { getItem: (key) => memory.get(key) ?? null, setItem: (key, text) => memory.set(key, text), removeItem: (key) => memory.delete(key) };
  }
}

/** The place of one field's text: `read()` gives `{ value, mark }` or null, `write`, `remove`. */
export function unsent({ account, task, field }) {
  const storage = shelf();
  forgetOthers(storage, `${PREFIX}${account}.`);
  const key = `${PREFIX}${account}.${task}.${field}`;
  return {
    read() {
      try {
        const { value, mark } = JSON.parse(storage.getItem(key) ?? "null") ?? {};
        return typeof value === "string" && Number.isSafeInteger(mark) ? { value, mark } : null;
      } catch {
        return null;
      }
    },
    write(typed) {
      try {
        storage.setItem(key, JSON.stringify(typed));
      } catch {
        memory.set(key, JSON.stringify(typed));
      }
    },
    remove: () => storage.removeItem(key),
  };
}

/** Whoever signs in at this browser next must not find what another account has left. */
function forgetOthers(storage, mine) {
  if (own === mine) return;
  own = mine;
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX) && !key.startsWith(mine)) storage.removeItem(key);
}
