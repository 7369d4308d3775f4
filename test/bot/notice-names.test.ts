import assert from 'node:assert/strict';
import { renderLine } from '../../src/bot/notice-line.ts';
import { warningText } from '../../src/bot/request-problem.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { approversUnreachable } from '../../src/requests/request-notices.ts';
import { aLicenseRequest, guidOf } from '../support/builders.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const translator = createStrictTranslator();
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

describe('whom and what a sentence names', () => {
  const id = guidOf('somebody');
  const request = aLicenseRequest();

  for (const language of LANGUAGES) {
    it(`is never an id alone (${language})`, () => {
      const text = translator.for(language);
      const names = ['Oliver Brown', id, 'members of team 19:abc@thread.tacv2', 'new@partner.example'];
      const [notice] = approversUnreachable(request, names);
      assert(notice?.kind === 'line');
      const line = renderLine(notice, request, text);
      assert.doesNotMatch(line, GUID);
      assert(!line.includes('19:'), line);
      assert(line.includes('Oliver Brown') && line.includes(id.slice(0, 8)), line);
      assert(line.includes(text('request.unknownTeam')), line);
    });
  }

  it('leaves ids out of the remarks of Partner Center', () => {
    const warning = { code: '60001', message: `Plan ${id} overlaps.`, servicePlans: [id, 'TEAMS1'] };
    const sentence = warningText(warning, translator.for('en'));
    assert.doesNotMatch(sentence, GUID);
    assert(sentence.includes('Plan … overlaps') && sentence.includes('TEAMS1'));
  });
});
