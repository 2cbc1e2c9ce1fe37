// Viewers of one group show two states of one diagram: where one looks, all look.

const groups = new Map();

/** Takes a viewer into a group; it has `bounds()`, `look(x, y, scale)` and `reveal(id)`. An empty group is none. */
export function join(group, viewer) {
  if (!groups.has(group)) groups.set(group, new Set());
  groups.get(group).add(viewer);
}

export function leave(group, viewer) {
  groups.get(group)?.delete(viewer);
  if (groups.get(group)?.size === 0) groups.delete(group);
}

export function others(group, viewer) {
  return [...(group ? (groups.get(group) ?? []) : [])].filter((one) => one !== viewer);
}

/** Has the viewers of a group show an element; the first that knows it moves, the others follow it. */
export function reveal(group, id) {
  const shown = [...(groups.get(group) ?? [])].map((viewer) => viewer.reveal(id));
  return shown.includes(true);
}

/** The smallest box around several; null without any. */
export function around(boxes) {
  const drawn = boxes.filter(Boolean);
  if (drawn.length === 0) return null;
  const x = Math.min(...drawn.map((box) => box.x));
  const y = Math.min(...drawn.map((box) => box.y));
  const right = Math.max(...drawn.map((box) => box.x + box.width));
  const bottom = Math.max(...drawn.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
