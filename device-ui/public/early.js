// Before the first paint: the colours and the language that this person has chosen in this browser.
(() => {
  const root = document.documentElement;
  try {
    const scheme = localStorage.getItem("klyka.scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    const language = localStorage.getItem("klyka.language");
    if (language === "sv" || language === "en") root.lang = language;
  } catch {
    // Storage may be refused: then the system's colours and Swedish apply.
  }
})();
