// A page whose session has ended cannot connect again: Streamlit would show its own English dialog. Asking for the
// page anew leads to the sign-in page, and from there back here.
new PerformanceObserver((list) => {
  const refused = list
    .getEntries()
    .some((entry) => [401, 403].includes(entry.responseStatus) && /\/_stcore\/(health|host-config)$/.test(entry.name));
  if (refused) location.reload();
}).observe({ type: "resource" });
// Whoever signs out leaves nothing in this browser of what was typed and not yet sent.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches?.(".motcua-sign-out")) return;
    for (const key of Object.keys(localStorage)) if (key.startsWith("motcua.draft.")) localStorage.removeItem(key);
  },
  { capture: true },
);
