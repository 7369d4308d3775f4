// Runs before anything is drawn, so that a remembered theme does not flash.
try {
  const theme = localStorage.getItem('license-desk:theme');
  if (theme === '"light"' || theme === '"dark"') document.documentElement.dataset.theme = theme.slice(1, -1);
} catch {
  // Without storage the theme of the system is used.
}
