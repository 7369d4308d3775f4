import type { Translate } from '../../i18n/translator.ts';
import type { SandboxPerson } from '../world.ts';
import type { PageProblem } from './authorization-request.ts';
import { SIGN_IN_STYLE } from './sign-in-style.ts';

/** What every page needs: its language and the words. */
export type PageWords = { readonly language: string; readonly t: Translate };

/** What the account picker shows. */
export type Picker = {
  readonly tenantName: string;
  readonly people: readonly SandboxPerson[];
  readonly canDoMfa: (person: SandboxPerson) => boolean;
  /** True when the app or the tenant insists on a second factor. */
  readonly isMfaRequired: boolean;
  /** Somebody who was picked but has no second factor. */
  readonly refused: SandboxPerson | null;
};

/** "Pick an account": one button for each person of the tenant. */
export function writePicker(picker: Picker, { language, t }: PageWords): string {
  const { refused } = picker;
  const problem = refused ? t('sandboxSignIn.cannotConfirm', { name: refused.name }) : null;
  const accounts = picker.people.map((person, index) => {
    const mark = picker.canDoMfa(person)
      ? ''
      : `<span class="mark">${escapeHtml(t('sandboxSignIn.noFactor'))}</span>`;
    return `<li><button class="account" name="account" value="${escapeHtml(person.key)}"${index === 0 ? ' autofocus' : ''}>
<span class="face" aria-hidden="true">${escapeHtml(initialsOf(person.name))}</span>
<span><span class="who">${escapeHtml(person.name)}</span><span>${escapeHtml(person.upn)}</span>${mark}</span></button></li>`;
  });
  return page(
    { language, title: t('sandboxSignIn.title'), note: t('sandboxSignIn.note') },
    `<p class="place">${escapeHtml(picker.tenantName)}</p>
<h1>${escapeHtml(t('sandboxSignIn.title'))}</h1>
<p class="app">${escapeHtml(t('sandboxSignIn.toContinue', { app: t('app.name') }))}</p>
${problem === null ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`}
<form method="post">${factorField(picker.isMfaRequired, t)}
<ul>${accounts.join('\n')}</ul>
<div class="buttons"><button class="button" name="cancel" value="yes">${escapeHtml(t('sandboxSignIn.cancel'))}</button></div>
</form>`,
  );
}

/** "Permissions requested": shown once where nobody has consented yet. */
export function writeConsent(person: SandboxPerson, withMfa: boolean, { language, t }: PageWords): string {
  const permissions = [
    t('sandboxSignIn.consent.partnerCenter'),
    t('sandboxSignIn.consent.profile'),
    t('sandboxSignIn.consent.keep'),
  ];
  return page(
    { language, title: t('sandboxSignIn.consent.title'), note: t('sandboxSignIn.note') },
    `<p class="place">${escapeHtml(person.upn)}</p>
<h1>${escapeHtml(t('sandboxSignIn.consent.title'))}</h1>
<p class="app">${escapeHtml(t('sandboxSignIn.consent.asks', { app: t('app.name') }))}</p>
<ul class="permissions">${permissions.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>
<form method="post"><input type="hidden" name="account" value="${escapeHtml(person.key)}">
${withMfa ? '<input type="hidden" name="mfa" value="yes">' : ''}
<div class="buttons">
<button class="button" name="cancel" value="consent">${escapeHtml(t('sandboxSignIn.cancel'))}</button>
<button class="button first" name="consent" value="yes" autofocus>${escapeHtml(t('sandboxSignIn.consent.accept'))}</button>
</div></form>`,
  );
}

/** A sign-in that cannot begin and cannot be sent back either. */
export function writeProblem(problem: PageProblem, detail: string, { language, t }: PageWords): string {
  const texts = {
    tenant: t('sandboxSignIn.problem.tenant'),
    app: t('sandboxSignIn.problem.app'),
    redirect: t('sandboxSignIn.problem.redirect'),
  };
  return page(
    { language, title: t('sandboxSignIn.problem.title'), note: t('sandboxSignIn.note') },
    `<h1>${escapeHtml(t('sandboxSignIn.problem.title'))}</h1>
<p>${escapeHtml(texts[problem])}</p><p><code>${escapeHtml(detail)}</code></p>`,
  );
}

/** Makes a text safe inside HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function factorField(isRequired: boolean, t: Translate): string {
  if (isRequired) {
    return `<input type="hidden" name="mfa" value="yes"><p class="factor">${escapeHtml(t('sandboxSignIn.factorRequired'))}</p>`;
  }
  return `<p class="factor"><input type="checkbox" name="mfa" value="yes" id="mfa" checked>
<label for="mfa">${escapeHtml(t('sandboxSignIn.factor'))}<small>${escapeHtml(t('sandboxSignIn.factorHint'))}</small></label></p>`;
}

function page(
  { language, title, note }: { language: string; title: string; note: string },
  body: string,
): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>${SIGN_IN_STYLE}</style></head>
<body><main>${body}
<p class="note">${escapeHtml(note)}</p></main></body></html>
`;
}

/** Two letters at most: of the Latin name in brackets where there is one. */
function initialsOf(name: string): string {
  const latin = /\(([^)]+)\)/.exec(name)?.[1];
  const words = (latin && latin !== 'Guest' ? latin : name)
    .split(' ')
    .filter((word) => !word.startsWith('('));
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('');
}
