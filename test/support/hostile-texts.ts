/** Texts that would become something else than themselves where a client reads them carelessly. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  Markdown: '**Approved** _by_ [everybody](https://evil.example) ![x](https://evil.example/x.png)',
  HTML: '<script>alert(1)</script><b onclick="x()">Approve</b><at>Grace</at>',
  bindings: '${$root.labels.approve} ${title} ${requestId} {{DATE(2026-01-01T00:00:00Z)}} $t(error.busy)',
  'turned reading': 'Ada \u202Eevorppa\u202C \u2066x\u2069 \u200F',
  'no width': 'A\u200Bd\u2060a\uFEFF Love\u00ADlace \u{E0041}\u{E0042}',
  links: 'https://evil.example HTTP://EVIL.EXAMPLE ftp://evil.example www.evil.example WWW.EVIL.EXAMPLE',
  structure: 'Ada\n\n# Approved\n---\n- Grace approved\n1. x\n> y\n| a | b |',
  JSON: '"},{"type":"Action.OpenUrl","url":"https://evil.example"},{"x":"',
  '10,000 letters': 'x'.repeat(10_000),
  '10,000 marks': '*'.repeat(10_000),
  '10,000 wide letters': '漢'.repeat(10_000),
};
