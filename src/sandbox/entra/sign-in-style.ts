/** The one style of the sandbox's sign-in page: light and dark, from 320 px on, no script, no font to fetch. */
export const SIGN_IN_STYLE = `
:root { color-scheme: light dark; --ground: #eef1f6; --card: #fff; --text: #1b1b1b; --soft: #595959; --line: #d6d9df;
  --hover: #f1f4fa; --accent: #0f5fb4; --on-accent: #fff; --warn: #8a3707; --warn-ground: #fdf1e7; }
@media (prefers-color-scheme: dark) { :root { --ground: #10141a; --card: #1d232c; --text: #f3f5f8; --soft: #b3bac5;
  --line: #3a424f; --hover: #28303b; --accent: #7db8f5; --on-accent: #0c1116; --warn: #f7c08d; --warn-ground: #35261a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--ground); color: var(--text);
  font: 16px/1.45 "Segoe UI", system-ui, -apple-system, "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif; }
main { width: 100%; max-width: 440px; padding: 28px 28px 20px; background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; overflow-wrap: anywhere; }
.place { margin: 0 0 18px; color: var(--soft); font-size: 14px; }
h1 { margin: 0; font-size: 24px; line-height: 1.25; font-weight: 600; }
.app { margin: 4px 0 18px; color: var(--soft); }
.problem { margin: 0 0 16px; padding: 10px 12px; border-left: 4px solid var(--warn); border-radius: 4px;
  background: var(--warn-ground); color: var(--warn); }
.factor { display: flex; gap: 10px; align-items: flex-start; margin: 0 0 14px; }
.factor input { width: 20px; height: 20px; margin: 2px 0 0; flex: none; accent-color: var(--accent); }
.factor small, .note { display: block; color: var(--soft); font-size: 13px; }
ul { list-style: none; margin: 0 -12px; padding: 0; border-top: 1px solid var(--line); }
li { border-bottom: 1px solid var(--line); }
.account { display: flex; gap: 12px; align-items: center; width: 100%; min-height: 56px; padding: 8px 12px; border: 0;
  background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
.account:hover { background: var(--hover); }
.face { flex: none; display: grid; place-items: center; width: 38px; height: 38px; border-radius: 50%;
  background: var(--accent); color: var(--on-accent); font-size: 14px; font-weight: 600; }
.who { display: block; font-weight: 600; }
.who + span, .mark { display: block; color: var(--soft); font-size: 13px; }
.mark { color: var(--warn); }
.permissions { list-style: disc; margin: 0 0 20px; padding-left: 22px; border: 0; }
.permissions li { border: 0; padding: 3px 0; }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; justify-content: flex-end; margin-top: 16px; }
.button { min-height: 40px; padding: 8px 20px; border: 1px solid var(--line); border-radius: 6px; background: none;
  color: inherit; font: inherit; cursor: pointer; }
.button:hover { background: var(--hover); }
.button.first { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
.note { margin: 18px 0 0; padding-top: 12px; border-top: 1px solid var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.account:focus-visible { outline-offset: -3px; }
code { font-size: 13px; }
`;
