/** What Partner Center takes in `X-Locale` when nothing nearer is wanted. */
const DEFAULT_CULTURE = 'en-US';

// The documented values ("Partner Center supported languages and locales").
const CULTURES = `
am-ET ar-AE ar-BH ar-DZ ar-EG ar-IQ ar-JO ar-KW ar-LB ar-LY ar-MA ar-OM ar-QA ar-SA ar-TN ar-YE az-Latn-AZ be-BY
bg-BG bn-BD bs-Latn-BA ca-ES cs-CZ da-DK de-AT de-CH de-DE de-LI de-LU dv-MV el-GR en-AU en-BZ en-GB en-IE en-IN
en-JM en-MY en-NZ en-PH en-SG en-TT en-US en-ZA en-ZW es-AR es-BO es-CL es-CO es-CR es-DO es-EC es-ES es-GT es-HN
es-MX es-NI es-PA es-PE es-PR es-PY es-SV es-US es-UY es-VE et-EE eu-ES fi-FI fo-FO fr-BE fr-CA fr-CH fr-FR fr-LU
fr-MC gl-ES ha-Latn-NG he-IL hi-IN hr-HR hu-HU hy-AM id-ID is-IS it-CH it-IT ja-JP ka-GE kk-KZ km-KH ko-KR ky-KG
lo-LA lt-LT lv-LV mk-MK mn-MN ms-BN mt-MT nb-NO ne-NP nl-BE nl-NL pl-PL ps-AF pt-BR pt-CV pt-PT ro-RO ru-RU rw-RW
si-LK sk-SK sl-SI sq-AL sr-Cyrl-RS sr-Latn-ME sr-Latn-RS sv-FI sv-SE sw-KE tg-Cyrl-TJ th-TH tk-TM tr-TR uk-UA ur-PK
uz-Latn-UZ vi-VN wo-SN zh-CN zh-HK zh-MO zh-SG zh-TW`
  .trim()
  .split(/\s+/);

/** Every culture that may be sent. */
export const SUPPORTED_CULTURES: readonly string[] = CULTURES;

// Norwegian without its form, and Nynorsk, are nearest to Bokmål, the only one in the list.
const NORWEGIAN: ReadonlySet<string> = new Set(['no', 'nn']);

type Culture = Parts & { readonly culture: string };
let known: readonly Culture[] | undefined;

/** The nearest culture that Partner Center knows: same language, then script, then region; else `en-US`. */
export function nearestCulture(locale: string | undefined): string {
  const wanted = locale ? tryParts(locale) : null;
  if (!wanted) return DEFAULT_CULTURE;
  known ??= CULTURES.map((culture) => ({ culture, ...parts(culture) }));
  const scored = known
    .filter(({ language }) => language === wanted.language)
    .map(({ culture, script, region }) => ({
      culture,
      score:
        Number(script === wanted.script) * 4 +
        Number(region === wanted.region) * 2 +
        Number(region === wanted.usualRegion),
    }));
  return scored.sort((a, b) => b.score - a.score)[0]?.culture ?? DEFAULT_CULTURE;
}

type Parts = { language: string; script?: string; region?: string; usualRegion?: string };

function parts(tag: string): Parts {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  return {
    language: NORWEGIAN.has(language) ? 'nb' : language,
    script,
    region,
    usualRegion: new Intl.Locale(language).maximize().region,
  };
}

function tryParts(locale: string): Parts | null {
  try {
    return parts(locale.replaceAll('_', '-'));
  } catch {
    return null;
  }
}
