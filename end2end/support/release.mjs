// A page that was made by a version of before.

/** The first document of a page says that it was made with another bundle. */
export const olderOnce = () => {
  if (location.protocol === "about:") return;
  if (sessionStorage.getItem("was older")) return;
  sessionStorage.setItem("was older", "yes");
  new MutationObserver((_, observer) => {
    const meta = document.querySelector("meta[name='kedai-bundle']");
    if (!meta) return;
    meta.content = "older";
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
};
