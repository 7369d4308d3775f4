import { nearestLanguage } from '../i18n/translator.ts';

/** The first language of an `Accept-Language` header that there is a catalog for; null when there is none. */
export function preferredLanguage(acceptLanguage: string | null): string | null {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(parsePart)
    .filter(({ tag, weight }) => weight > 0 && /^[A-Za-z-]{2,35}$/.test(tag))
    .toSorted((a, b) => b.weight - a.weight);
  const spoken = wanted.find(({ tag }) => tag.toLowerCase().split('-')[0] === nearestLanguage(tag));
  return spoken?.tag ?? null;
}

function parsePart(part: string): { tag: string; weight: number } {
  const [tag = '', quality] = part.trim().split(/;\s*q=/);
  return { tag, weight: quality === undefined ? 1 : Number(quality) || 0 };
}
