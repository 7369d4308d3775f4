import type { Translate } from '../i18n/translator.ts';
import type { Ending } from './flow-ending.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { SignInPurpose } from './sign-in-purpose.ts';

/** What one page shows. */
export type PageContent = {
  readonly language: string;
  readonly translate: Translate;
  readonly ending: Ending;
  readonly purpose: SignInPurpose['kind'];
  readonly account: string | null;
  readonly retryPath: string | null;
  /** Own scripts, the last of which is the end script. */
  readonly scripts: readonly string[];
  readonly openerOrigin: string | null;
};

type Mood = 'good' | 'note' | 'bad';

const MOODS: Readonly<Record<Ending, Mood>> = {
  done: 'good',
  used: 'note',
  expired: 'note',
  tooSlow: 'note',
  cancelled: 'note',
  busy: 'note',
  unknown: 'bad',
  otherBrowser: 'bad',
  otherPerson: 'bad',
  consent: 'bad',
  refused: 'bad',
  failed: 'bad',
  ourFault: 'bad',
};

const ICONS: Readonly<Record<Mood, string>> = {
  good: '<circle cx="20" cy="20" r="17"/><path d="m12.5 20.5 5 5 10-11"/>',
  note: '<circle cx="20" cy="20" r="17"/><path d="M20 18v9M20 12.5v.1"/>',
  bad: '<path d="M20 4.5 37 34.5H3Z"/><path d="M20 16v9M20 29.5v.1"/>',
};

/** One page of the sign-in, complete. Everything that is put in is escaped. */
export function renderPage(content: PageContent): string {
  const { translate, ending, account, retryPath, language } = content;
  const mood = MOODS[ending];
  const heading = escapeHtml(translate(`signIn.${ending}.title`));
  const text = ending === 'done' ? `signIn.done.${content.purpose}` : `signIn.${ending}.text`;
  const retryKey = ending === 'otherPerson' ? 'signIn.otherAccount' : 'signIn.again';
  const retry =
    retryPath === null ? '' : `<a href="${escapeHtml(retryPath)}">${escapeHtml(translate(retryKey))}</a>`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} – ${escapeHtml(translate('signIn.brand'))}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main class="${mood}">
<svg viewBox="0 0 40 40" aria-hidden="true">${ICONS[mood]}</svg>
<h1>${heading}</h1>
<p>${escapeHtml(translate(text, { account: account ?? '' }))}</p>
${retry}
${retryPath === null ? `<p class="soft">${escapeHtml(translate('signIn.close'))}</p>` : ''}
<p class="brand">${escapeHtml(translate('signIn.brand'))}</p>
</main>
${renderScripts(content)}
</body>
</html>
`;
}

function renderScripts({ scripts, openerOrigin }: PageContent): string {
  const data = ` data-state="completed"${openerOrigin ? ` data-opener="${escapeHtml(openerOrigin)}"` : ''}`;
  return scripts
    .map((path, index) => {
      const isLast = index === scripts.length - 1;
      return `<script src="${escapeHtml(path)}" defer${isLast ? data : ''}></script>`;
    })
    .join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
