/** The one style of the sign-in pages: light and dark, from 320 px on. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #f5f5f5; --card: #fff; --text: #242424; --soft: #5c5c5c; --line: #e0e0e0;
  --accent: #4f52b2; --on-accent: #fff; --good: #0e700e; --bad: #b10e1c; --note: #835b00; }
@media (prefers-color-scheme: dark) { :root { --ground: #141414; --card: #242424; --text: #fff; --soft: #c4c4c4;
  --line: #3d3d3d; --accent: #aaaeec; --on-accent: #141414; --good: #6bc96b; --bad: #f1707b; --note: #f2c661; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 16px;
  background: var(--ground); color: var(--text);
  font: 16px/1.5 "Segoe UI", system-ui, -apple-system, "Hiragino Sans", "Yu Gothic UI", sans-serif; }
main { width: 100%; max-width: 440px; padding: 32px 28px; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; overflow-wrap: anywhere; }
svg { display: block; width: 40px; height: 40px; margin-bottom: 16px; fill: none; stroke: currentColor;
  stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.good svg { color: var(--good); } .bad svg { color: var(--bad); } .note svg { color: var(--note); }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.25; font-weight: 600; text-wrap: balance; }
p { margin: 0 0 12px; } p:last-of-type { margin-bottom: 0; }
.soft { color: var(--soft); font-size: 14px; }
.brand { margin: 24px 0 0; padding-top: 16px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
a { display: inline-block; margin: 8px 0 12px; padding: 8px 20px; border-radius: 6px; background: var(--accent);
  color: var(--on-accent); font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
@media (forced-colors: active) { a { border: 1px solid; } }
`;
