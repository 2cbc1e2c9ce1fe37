const LEAST = 320;
const PHONE = 640;

/**
 * Calls `resize(height, narrow)` with the height that reaches from `root` to the window's bottom,
 * again whenever the window or what stands above changes. Below, `reserve(pixels)` stay free.
 */
export function fillWindow(root, resize) {
  const page = root.getRootNode().host?.closest('[data-testid="stMain"]') ?? document.documentElement;
  let below = 0;
  let last = "";
  const measure = () => {
    const top = root.getBoundingClientRect().top + page.scrollTop;
    const height = Math.max(LEAST, Math.floor(window.innerHeight - top - below));
    const narrow = window.innerWidth < PHONE;
    if (last === `${height} ${narrow} ${window.innerHeight}`) return;
    last = `${height} ${narrow} ${window.innerHeight}`;
    resize(height, narrow);
  };
  const content = page.querySelector('[data-testid="stMainBlockContainer"]') ?? page;
  const observer = new ResizeObserver(measure);
  observer.observe(content);
  window.addEventListener("resize", measure);
  return {
    reserve(pixels) {
      below = pixels;
      measure();
    },
    stop() {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    },
  };
}
