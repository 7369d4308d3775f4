import assert from 'node:assert/strict';
import { membersOf } from '../../src/dialogs/draft-members.ts';
import { RequestError } from '../../src/requests/errors.ts';
import { aFinding, aReport, aUserReference, CONTOSO, E3, E5, SARAH } from '../support/builders.ts';
import { assertGoodCard } from '../support/card-rules.ts';
import { says } from '../support/card-view.ts';
import { aDraftDesk, shownValue } from '../support/draft-desk.ts';
import { ADA, DENIZ, MINECRAFT } from '../support/fake-draft-directory.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';

const REASON = 'the finance team';

async function atReview(sentence: string) {
  const desk = aDraftDesk();
  await desk.begin(sentence);
  return desk;
}

const askedOf = (desk: ReturnType<typeof aDraftDesk>) => {
  const [draft] = desk.submitted;
  assert(draft, 'nothing was sent');
  return membersOf(draft).map(({ change, after }) => ({
    user: change.user.name,
    assign: change.assign.map(({ sku }) => sku.name),
    remove: change.remove.map(({ name }) => name),
    group: change.licenseGroup,
    after,
  }));
};

const OWN = `E5 for ada@contoso.com and E3 for deniz.arslan@contoso.com because of ${REASON}`;

describe('people of a list with licenses of their own', () => {
  it('are asked for as they were where one alone is left', async () => {
    const desk = aDraftDesk();
    await desk.begin(
      `E5 for ada@contoso.com and E3 for zoe@contoso.com at ${CONTOSO.name} because of ${REASON}`,
    );
    desk.reportOf = ({ assign }) =>
      aReport({
        findings: assign.length === 0 ? [aFinding({ kind: 'nothing-to-change', severity: 'stop' })] : [],
      });
    await desk.type('send');
    assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
    assert.equal(desk.latest().facts['Assign'], E5.name);
    assert(says(desk.latest(), 'Ada Lovelace'));
    await desk.type('send');
    assert.deepEqual(askedOf(desk), [
      { user: 'Ada Lovelace', assign: [E5.name], remove: [], group: 'group1', after: null },
    ]);
  });

  it('keep them where sending leaves one alone and is refused', async () => {
    const desk = await atReview(OWN);
    desk.reportOf = ({ user }) =>
      aReport({
        findings:
          user.name === 'Ada Lovelace' ? [] : [aFinding({ kind: 'nothing-to-change', severity: 'stop' })],
      });
    desk.refusal = new RequestError('too-often');
    await desk.type('send');
    assert.equal(desk.latest().facts['Assign'], E5.name);
    desk.refusal = undefined;
    await desk.type('send');
    assert.deepEqual(
      askedOf(desk).map(({ user, assign }) => [user, assign]),
      [['Ada Lovelace', [E5.name]]],
    );
  });

  for (const words of ['also Visio', 'Visio da ekle', 'Visio も追加してください', 'without Teams']) {
    it(`get nothing that none of them would get: ${words}`, async () => {
      const desk = await atReview(OWN);
      await desk.type(words);
      assert(says(desk.latest(), 'this cannot be changed for all of them at once'));
      assert.equal(desk.latest().facts['Assign'], 'Differs by person');
      await desk.type('send');
      assert.deepEqual(
        askedOf(desk).map(({ assign }) => assign),
        [[E5.name], [E3.name]],
      );
    });
  }

  it('all get what is chosen for them later', async () => {
    const desk = await atReview(OWN);
    await desk.type('change the license');
    await desk.type('Visio');
    assert.equal(desk.latest().facts['Assign'], 'Visio Plan 2');
    await desk.type('send');
    assert.deepEqual(
      askedOf(desk).map(({ assign }) => assign),
      [['Visio Plan 2'], ['Visio Plan 2']],
    );
  });

  it('show no license as everybody’s that is not', async () => {
    const desk = await atReview(`ada@contoso.com\tE5\ndeniz.arslan@contoso.com\tE3\nadam@contoso.com\t`);
    await desk.type('Visio');
    await desk.type('no reason');
    assert.equal(desk.latest().facts['Assign'], 'Differs by person');
    await desk.type('send');
    assert.deepEqual(
      askedOf(desk).map(({ assign }) => assign),
      [[E5.name], [E3.name], ['Visio Plan 2']],
    );
  });
});

describe('a draft for several people', () => {
  it('comes from one sentence, and is reviewed before it is sent', async () => {
    const desk = await atReview(`E5 for ada@contoso.com and deniz.arslan@contoso.com because of ${REASON}`);
    assert(says(desk.latest(), 'Is this right?'));
    assert.equal(desk.latest().facts['User'], '2 people');
    for (const name of ['Ada Lovelace', 'Deniz Arslan'])
      assert(says(desk.latest(), `Microsoft 365 E5 for ${name}`));
    await desk.press('draft.submit');
    assert.deepEqual(askedOf(desk), [
      { user: 'Ada Lovelace', assign: ['Microsoft 365 E5'], remove: [], group: 'group1', after: null },
      { user: 'Deniz Arslan', assign: ['Microsoft 365 E5'], remove: [], group: 'group1', after: null },
    ]);
  });

  it('swaps licenses for each of them', async () => {
    const desk = await atReview(
      `E5 instead of E3 for ada@contoso.com and deniz.arslan@contoso.com because of ${REASON}`,
    );
    await desk.press('draft.submit');
    assert.deepEqual(
      askedOf(desk).map(({ remove, after }) => [remove, after]),
      [
        [['Microsoft 365 E3'], null],
        [['Microsoft 365 E3'], null],
      ],
    );
  });

  it('reports on each row that cannot be asked for, and goes on without them', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso');
    await desk.press('draft.go', { to: 'user' });
    const rows = [
      'ada@contoso.com',
      'ada@contoso.com',
      'zoe@contoso.com',
      'bo@elsewhere.example',
      'Ada',
      'Deniz Arslan',
    ];
    await desk.press('draft.next', { in_users: rows.join('\n') });
    const report = desk.latest();
    assert(says(report, '2 of 6 people can be asked for'));
    for (const line of [
      'Row 2: “ada@contoso.com” – this person is on the list already.',
      'Row 3: “zoe@contoso.com” – nobody of that name or address is known at Contoso.',
      'Row 4: “bo@elsewhere.example” – this address does not belong to Contoso.',
      'Row 5: “Ada” – several people have this name.',
      '✓ Deniz Arslan (deniz.arslan@contoso.com)',
    ]) {
      assert(says(report, line), line);
    }
    assert.equal(shownValue(report, 'in_list'), rows.join('\n'));
    assertGoodCard(report.card);
    await desk.press('draft.next', { in_list: rows.join('\n') });
    assert(says(desk.latest(), 'Which license for 2 people?'));
  });

  it('takes a corrected list, from the card or typed', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso');
    await desk.press('draft.go', { to: 'user' });
    await desk.press('draft.next', { in_users: 'ada@contoso.com\nzoe@contoso.com' });
    await desk.press('draft.next', { in_list: 'ada@contoso.com\nzoey@contoso.com' });
    assert(says(desk.latest(), 'zoey@contoso.com'));
    await desk.type('deniz.arslan@contoso.com');
    assert(says(desk.latest(), 'Which license for 2 people?'));
  });

  it('knows a license of its own for each row of a sheet', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.type('Contoso');
    await desk.type('Name\tMail\tLicense\nAda\tada@contoso.com\tE5\nDeniz\tdeniz.arslan@contoso.com\tE3');
    assert(says(desk.latest(), 'Why is it needed?'));
    await desk.type(REASON);
    await desk.type('send');
    assert.deepEqual(
      askedOf(desk).map(({ user, assign }) => [user, ...assign]),
      [
        ['Ada Lovelace', 'Microsoft 365 E5'],
        ['Deniz Arslan', 'Microsoft 365 E3'],
      ],
    );
  });

  for (const words of [
    'E5 for ada@contoso.com and E3 for Deniz at Contoso',
    'ada@contoso.com に E5、deniz.arslan@contoso.com に E3 をお願いします',
    "ada@contoso.com için E5, Contoso'da deniz.arslan@contoso.com için E3",
  ]) {
    it(`gives each a license of their own, from one sentence: ${words}`, async () => {
      const desk = await atReview(words);
      assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
      await desk.type('send');
      assert.deepEqual(
        askedOf(desk).map(({ user, assign }) => [user, ...assign]),
        [
          ['Ada Lovelace', 'Microsoft 365 E5'],
          ['Deniz Arslan', 'Microsoft 365 E3'],
        ],
      );
    });
  }

  it('takes such a sentence where it asks for the user, and for the speaker among them', async () => {
    const desk = aDraftDesk();
    const deniz = { by: { ...SARAH, name: 'Deniz Arslan' } };
    await desk.begin(null, deniz);
    await desk.type('Contoso', deniz);
    await desk.type('E5 for Ada Lovelace and E3 for me', deniz);
    await desk.type(REASON, deniz);
    for (const line of ['Microsoft 365 E5 for Ada Lovelace', 'Microsoft 365 E3 for Deniz Arslan'])
      assert(says(desk.latest(), line), desk.latest().lines.join(' | '));
  });

  it('names who does not fit in such a sentence', async () => {
    const desk = await atReview('E5 for ada@contoso.com and E3 for zoe@contoso.com');
    assert(says(desk.latest(), 'Row 2: “zoe@contoso.com E3” – nobody of that name'));
    await desk.begin('E5 for ada@contoso.com and E3 for me');
    assert(says(desk.latest(), 'Row 2: “me E3” – you are not a user at Contoso yourself.'));
  });

  describe('under a line that says what they are to get', () => {
    const CAPTION = 'E5 instead of E3 for:';
    const HEADERS = [
      'Name\tMail\tLicense',
      'Name\tE-mail\tLicense',
      '氏名\tメール\tライセンス',
      'Ad Soyad\tE-posta\tLisans',
    ];
    const ROWS = 'Ada Lovelace\tada@contoso.com\tE5\nDeniz Arslan\tdeniz.arslan@contoso.com\tE5';
    const swapped = [
      ['Ada Lovelace', 'Microsoft 365 E5', 'Microsoft 365 E3'],
      ['Deniz Arslan', 'Microsoft 365 E5', 'Microsoft 365 E3'],
    ];
    const swapsOf = (desk: ReturnType<typeof aDraftDesk>) =>
      askedOf(desk).map(({ user, assign, remove }) => [user, ...assign, ...remove]);

    for (const list of [ROWS, ...HEADERS.map((header) => `${header}\n${ROWS}`)]) {
      it(`loses nothing of it, whatever the rows name: ${JSON.stringify(list.slice(0, 20))}`, async () => {
        const desk = aDraftDesk();
        await desk.begin(`${CAPTION}\n${list}`);
        assert(says(desk.latest(), 'Is this right?'));
        await desk.type('send');
        assert.deepEqual(swapsOf(desk), swapped);
      });
    }

    it('reports on each row and keeps the licenses', async () => {
      const desk = aDraftDesk();
      await desk.begin(
        `${CAPTION}\n${HEADERS[0]}\n${ROWS}\nBo Nobody\tbo@contoso.com\tE5\nAdam West\tadam@contoso.com\tFoo Bar`,
      );
      assert(says(desk.latest(), '2 of 4 people can be asked for'));
      assert(says(desk.latest(), 'Row 3: “Bo Nobody bo@contoso.com E5” – nobody of that name'));
      assert(
        says(desk.latest(), 'Row 4: “Adam West adam@contoso.com Foo Bar” – Contoso has no such license.'),
      );
      await desk.press('draft.next', { in_list: String(shownValue(desk.latest(), 'in_list')) });
      assert(says(desk.latest(), 'Is this right?'));
      await desk.type('send');
      assert.deepEqual(swapsOf(desk), swapped);
    });

    it('keeps what the rows say while one of them is corrected', async () => {
      const desk = aDraftDesk();
      await desk.begin(
        `${CAPTION}\n${HEADERS[0]}\n${ROWS}\nBo\tbo@contoso.com\tE5\nAdam West\tadam@contoso.com\tFoo Bar`,
      );
      const shown = String(shownValue(desk.latest(), 'in_list'));
      await desk.press('draft.next', { in_list: shown.replace('Bo bo@contoso.com E5\n', '') });
      assert(says(desk.latest(), '2 of 3 people can be asked for'));
      assert(
        says(desk.latest(), 'Row 3: “Adam West adam@contoso.com Foo Bar” – Contoso has no such license.'),
      );
      const left = String(shownValue(desk.latest(), 'in_list'));
      await desk.press('draft.next', { in_list: left.replace('Foo Bar', 'Visio') });
      await desk.type(REASON);
      await desk.type('send');
      assert.deepEqual(swapsOf(desk), [...swapped, ['Adam West', 'Visio Plan 2', 'Microsoft 365 E3']]);
    });

    it('gives a row the license of its own, unless the line takes that one away', async () => {
      const desk = aDraftDesk();
      await desk.begin(`${CAPTION}\n${HEADERS[0]}\nAda\tada@contoso.com\tVisio\nAdam\tadam@contoso.com\tE3`);
      assert(
        says(desk.latest(), 'Row 2: “Adam adam@contoso.com E3” – this is the license that the line above'),
      );
      await desk.type('send');
      await desk.type(REASON);
      await desk.type('send');
      assert.deepEqual(swapsOf(desk), [['Ada Lovelace', 'Visio Plan 2', 'Microsoft 365 E3']]);
    });

    it('is read in the field for several people as well', async () => {
      const desk = aDraftDesk();
      await desk.begin();
      await desk.type('Contoso');
      await desk.press('draft.next', { in_users: `${CAPTION}\n${HEADERS[0]}\n${ROWS}` });
      assert(says(desk.latest(), 'Is this right?'));
      await desk.type('send');
      assert.deepEqual(swapsOf(desk), swapped);
    });
  });

  for (const [what, rows] of [
    ['behind a space', 'ada@contoso.com E5\ndeniz.arslan@contoso.com E5'],
    ['behind names, in columns', 'Ada Lovelace\tE5\nDeniz Arslan\tE5'],
    ['behind names, in full', 'Ada Lovelace, Microsoft 365 E5\nDeniz Arslan, Microsoft 365 E5'],
    ['in a line above names', 'E5 for:\nAda Lovelace\nDeniz Arslan'],
  ] as const) {
    it(`takes the license that all rows name ${what}`, async () => {
      const desk = aDraftDesk();
      await desk.begin(rows);
      if (says(desk.latest(), 'Which customer is it for?')) await desk.type('contoso.com');
      if (says(desk.latest(), 'Why is it needed?')) await desk.type(REASON);
      await desk.type('send');
      assert.deepEqual(
        askedOf(desk).map(({ user, assign }) => [user, ...assign]),
        [
          ['Ada Lovelace', 'Microsoft 365 E5'],
          ['Deniz Arslan', 'Microsoft 365 E5'],
        ],
      );
    });
  }

  it('keeps the licenses of rows whose words stand behind a space, and names the row that fits none', async () => {
    const desk = aDraftDesk();
    await desk.begin('ada@contoso.com E5\ndeniz.arslan@contoso.com blah');
    assert(says(desk.latest(), 'Row 2: “deniz.arslan@contoso.com blah” – Contoso has no such license.'));
    assert(says(desk.latest(), '✓ Ada Lovelace (ada@contoso.com) – Microsoft 365 E5'));
  });

  it('numbers rows as the field shows them, and shows what they are to get', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 instead of E3 for:\n\nName;Mail\n\nAda;ada@contoso.com\n\nZoe;zoe@contoso.com');
    assert(says(desk.latest(), 'Row 2: “Zoe zoe@contoso.com” – nobody of that name'));
    assert.equal(String(shownValue(desk.latest(), 'in_list')).split('\n')[1], 'Zoe zoe@contoso.com');
    assert.deepEqual([desk.latest().facts['Assign'], desk.latest().facts['Remove']], ['E5', 'E3']);
  });

  it('says which license of a row is unknown', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.type('Contoso');
    await desk.type('Mail;License\nada@contoso.com;Photoshop\ndeniz.arslan@contoso.com;E5');
    assert(says(desk.latest(), 'Row 1: “ada@contoso.com Photoshop” – Contoso has no such license.'));
  });

  for (const [rows, row] of [
    ['Ada\tada@contoso.com\tF7\nDeniz\tdeniz.arslan@contoso.com\tE5', 'Ada ada@contoso.com F7'],
    [
      'Ada\tada@contoso.com\tE5\nDeniz\tdeniz.arslan@contoso.com\tPhotoshop',
      'Deniz deniz.arslan@contoso.com Photoshop',
    ],
    [
      'Ada;Finance;ada@contoso.com;Power BI Premium\nDeniz;Sales;deniz.arslan@contoso.com;',
      'Ada Finance ada@contoso.com Power BI Premium',
    ],
  ] as const) {
    it(`says so without a header, too: ${JSON.stringify(rows)}`, async () => {
      const desk = aDraftDesk();
      await desk.begin();
      await desk.type('Contoso');
      await desk.type(rows);
      assert(says(desk.latest(), `“${row}” – Contoso has no such license.`), desk.latest().lines.join(' | '));
      assert(says(desk.latest(), '1 of 2 people can be asked for'));
    });
  }

  it('is for 30 people at most, and says so', async () => {
    const desk = aDraftDesk();
    desk.directory.people = Array.from({ length: 45 }, (_, n) =>
      aUserReference(`User ${n}`, `u${n}@contoso.com`),
    );
    await desk.begin();
    await desk.type('Contoso');
    await desk.type(desk.directory.people.map(({ upn }) => upn).join('\n'));
    assert(says(desk.latest(), '30 of 45 people can be asked for'));
    assert(says(desk.latest(), 'One request can be for 30 people at most; this list has 45 rows.'));
    assert(says(desk.latest(), 'Rows 31–45: “u30@contoso.com”, '));
    assert(says(desk.latest(), ' and 8 more – one request can be for 30 people at most.'));
    assertGoodCard(desk.latest().card);
    await desk.type('send');
    await desk.type('E5');
    await desk.type(REASON);
    assertGoodCard(desk.latest().card);
    await desk.type('send');
    assert.equal(askedOf(desk).length, 30);
  });

  it('says first that the list is too long, and then what is wrong: rows with one reason share a line', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.type('Contoso');
    const nobody = Array.from({ length: 31 }, (_, n) => `nobody${n}@contoso.com`);
    await desk.type(
      ['bo@elsewhere.example', ...nobody, 'cy@elsewhere.example', 'zoe@contoso.com'].join('\n'),
    );
    const lines = desk.latest().lines.filter((line) => line.startsWith('✕'));
    const shown = nobody.slice(0, 7).map((address) => `“${address}”`);
    assert.deepEqual(lines, [
      '✕ One request can be for 30 people at most; this list has 34 rows. Ask for the rest in another one.',
      '✕ Rows 1, 33: “bo@elsewhere.example” and “cy@elsewhere.example” – these addresses do not belong to Contoso.',
      `✕ Rows 2–32, 34: ${shown.join(', ')} and 25 more – nobody of these names or addresses is known at Contoso.`,
    ]);
    assertGoodCard(desk.latest().card);
  });

  it('cuts no address by which people are told apart', async () => {
    const alike = `${'finance.'.repeat(10)}`;
    const desk = aDraftDesk();
    desk.directory.people = ['a', 'b'].map((end) => aUserReference('Fi Nance', `${alike}${end}@contoso.com`));
    await desk.begin();
    await desk.type('Contoso');
    const row = (end: string) => `Somebody from the finance department;${alike}${end}@contoso.com`;
    await desk.type([row('a'), row('b'), row('c')].join('\n'));
    for (const end of ['a', 'b']) assert(says(desk.latest(), `✓ Fi Nance (${alike}${end}@contoso.com)`));
    assert(says(desk.latest(), `Row 3: “${alike}c@contoso.com” – nobody of that name`));
  });

  it('leaves out whoever cannot be asked for, with the reason, and sends the rest', async () => {
    const desk = aDraftDesk();
    desk.reportOf = ({ user }) =>
      aReport(
        user.id === DENIZ.id ? { findings: [aFinding({ kind: 'nothing-to-change', severity: 'stop' })] } : {},
      );
    await desk.begin(
      `E5 for ada@contoso.com, deniz.arslan@contoso.com, adam@contoso.com because of ${REASON}`,
    );
    desk.refusalOf = ({ user }) =>
      user.name === 'Adam West' ? new RequestError('already-open', { id: 'FIRST1' }) : null;
    await desk.type('perhaps');
    assert(says(desk.latest(), 'Deniz Arslan is left out: nothing-to-change'));
    assert(
      says(desk.latest(), 'Adam West is left out: The same change is already asked for in request FIRST1.'),
    );
    await desk.press('draft.submit');
    assert.deepEqual(
      askedOf(desk).map(({ user }) => user),
      ['Ada Lovelace'],
    );
  });

  it('names together who is left out for the same reason, and apart those of one name', async () => {
    const desk = aDraftDesk();
    desk.directory.people = ['ada', 'ada.two', 'bo', 'cy'].map((name) =>
      aUserReference(name.startsWith('ada') ? 'Ada Lovelace' : name, `${name}@contoso.com`),
    );
    desk.refusalOf = ({ user }) =>
      user.upn === 'ada@contoso.com' ? null : new RequestError('already-open', { id: 'FIRST1' });
    const people = desk.directory.people.map(({ upn }) => upn).join(', ');
    await desk.begin(`E5 for ${people} because of ${REASON}`);
    const lines = desk.latest().lines.filter((line) => /^[✕✓]/u.test(line));
    assert.deepEqual(lines, [
      '✕ Ada Lovelace (ada.two@contoso.com), bo, and cy are left out: The same change is already asked for in request FIRST1.',
      '✓ Microsoft 365 E5 for Ada Lovelace (ada@contoso.com)',
    ]);
  });

  it('says why somebody is left out whose old license cannot be taken away', async () => {
    const desk = aDraftDesk();
    desk.refusalOf = ({ remove }) =>
      remove.length > 0 ? new RequestError('already-open', { id: 'FIRST1' }) : null;
    await desk.begin(`Minecraft instead of E3 for ada@contoso.com, adam@contoso.com because of ${REASON}`);
    assert(says(desk.latest(), 'Ada Lovelace and Adam West are left out: The same change'));
  });

  describe('before it is sent', () => {
    const sentence = `E5 for ada@contoso.com, deniz.arslan@contoso.com because of ${REASON}`;
    const withFree = async (free: number, blocked?: string) => {
      const desk = aDraftDesk();
      const nothing = aFinding({ kind: 'nothing-to-change', severity: 'stop' });
      const none = aFinding({ kind: 'no-seats', severity: 'warning', sku: E5.id });
      desk.reportOf = ({ user }) =>
        aReport({
          seats: { [E5.id.toLowerCase()]: free },
          findings: [...(user.id === blocked ? [nothing] : []), ...(free === 0 ? [none] : [])],
        });
      await desk.begin(sentence);
      return desk.latest();
    };

    it('says that the free seats do not suffice for all of them', async () => {
      const view = await withFree(1);
      assert(says(view, '⚠ Microsoft 365 E5: 2 needed, 1 free'));
      assert(says(view, 'Microsoft 365 E5: one license is missing. Whoever comes last waits'));
    });

    it('counts them together where none is free', async () => {
      const view = await withFree(0);
      assert(says(view, 'Microsoft 365 E5: 2 licenses are missing.'));
      assert(!says(view, 'no-seats'));
    });

    it('says so where they suffice', async () => {
      const view = await withFree(2);
      assert(says(view, '✓ Microsoft 365 E5: 2 needed, 2 free'));
      assert(!says(view, 'missing'));
    });

    it('speaks of nobody who comes last where one person is left', async () => {
      const view = await withFree(0, DENIZ.id);
      assert(says(view, 'Microsoft 365 E5: none is free. This person waits until one is bought or freed.'));
      assert(!says(view, 'comes last'));
    });

    it('counts no seat for whoever is left out', async () => {
      assert(says(await withFree(1, DENIZ.id), '✓ Microsoft 365 E5: 1 needed, 1 free'));
    });
  });

  it('sends nothing when nobody is left', async () => {
    const desk = aDraftDesk();
    desk.refusalOf = () => new RequestError('already-open', { id: 'FIRST1' });
    await desk.begin(`E5 for ada@contoso.com, deniz.arslan@contoso.com because of ${REASON}`);
    await desk.press('draft.submit');
    assert.deepEqual(desk.submitted, []);
    assert(says(desk.latest(), 'Nobody is left who can be asked for.'));
  });

  it('becomes one for a single person again when one is chosen', async () => {
    const desk = await atReview(`E5 for ada@contoso.com and deniz.arslan@contoso.com because of ${REASON}`);
    await desk.press('draft.go', { to: 'user' });
    await desk.press('draft.next', { in_user: ADA.id, in_users: '' });
    assert.equal(desk.latest().facts['User'], 'Ada Lovelace (ada@contoso.com)');
  });

  it('takes hostile rows letter for letter', async () => {
    for (const hostile of Object.values(HOSTILE_TEXTS)) {
      const desk = aDraftDesk();
      await desk.begin();
      await desk.type('Contoso');
      await desk.press('draft.next', { in_users: `${hostile}\n${hostile}@contoso.com\nada@contoso.com` });
      assertGoodCard(desk.latest().card, ['${$root.labels.approve}', '${title}', '${requestId}']);
    }
  });
});

describe('a swap across license groups', () => {
  it('is two requests, of which the second waits for the first', async () => {
    const desk = aDraftDesk();
    await desk.begin(`Minecraft instead of E3 for ada@contoso.com because of ${REASON}`);
    assert(says(desk.latest(), 'Is this right?'));
    await desk.press('draft.submit');
    assert.deepEqual(askedOf(desk), [
      { user: 'Ada Lovelace', assign: [MINECRAFT.name], remove: [], group: 'group2', after: null },
      { user: 'Ada Lovelace', assign: [], remove: [E3.name], group: 'group1', after: 0 },
    ]);
  });

  it('is that for each of several people', async () => {
    const desk = aDraftDesk();
    await desk.begin(
      `Minecraft instead of E3 for ada@contoso.com and deniz.arslan@contoso.com because of ${REASON}`,
    );
    await desk.press('draft.submit');
    assert.deepEqual(
      askedOf(desk).map(({ after }) => after),
      [null, 0, null, 2],
    );
  });

  it('is not made of two licenses to assign', async () => {
    const desk = aDraftDesk();
    await desk.begin(`Minecraft and ${E5.name} for ada@contoso.com at ${CONTOSO.name}`);
    assert.deepEqual(desk.submitted, []);
    assert(!says(desk.latest(), 'Is this right?'));
  });
});

describe('a reason at the end of a pasted list', () => {
  for (const [list, reason] of [
    ['ada@contoso.com\tE5\ndeniz.arslan@contoso.com\tE3 because sales', 'sales'],
    ['ada@contoso.com E5\ndeniz.arslan@contoso.com E3, because sales', 'sales'],
    ['E5 for\nada@contoso.com\ndeniz.arslan@contoso.com because sales', 'sales'],
    ['E5 for\nada@contoso.com\ndeniz.arslan@contoso.com\nbecause of sales', 'sales'],
    ['ada@contoso.com E5\ndeniz.arslan@contoso.com E3 çünkü satış', 'satış'],
    ['ada@contoso.com E5\ndeniz.arslan@contoso.com E3 理由: 営業', '営業'],
  ] as const) {
    it(`is the reason of the request: ${JSON.stringify(list)}`, async () => {
      const desk = await atReview(list);
      assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
      assert.equal(desk.latest().facts['Reason'], reason);
      await desk.press('draft.submit');
      assert.deepEqual(
        askedOf(desk).map(({ user }) => user),
        ['Ada Lovelace', 'Deniz Arslan'],
      );
    });
  }

  it('is taken where somebody is asked for, too', async () => {
    const desk = await atReview('license at Contoso for ada@contoso.com');
    await desk.type('change the user');
    await desk.type('ada@contoso.com E5\ndeniz.arslan@contoso.com E3 because sales');
    assert.equal(desk.latest().facts['Reason'], 'sales', desk.latest().lines.join(' | '));
  });
});
