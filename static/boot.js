// Runs before the first paint, as a classic script, so that neither theme nor language flickers. The rest of the
// program is modules and comes later; this file must stay a few lines and must not fail.
(() => {
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = read("examhall.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const language = read("examhall.language") ?? navigator.language?.slice(0, 2);
  if (language === "fr" || language === "en") document.documentElement.lang = language;
})();
