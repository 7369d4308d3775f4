// Runs before anything is drawn, so that a remembered theme does not flash.
try {
  const theme = /^"(light|dark|contrast)"$/.exec(localStorage.getItem('license-desk:theme'))?.[1];
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the theme of the system is used.
}
