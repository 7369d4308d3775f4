import assert from 'node:assert/strict';
import { pino } from 'pino';
import { CardUpdates } from '../../src/bot/card-updates.ts';
import { AnswerSurface, MessageSurface } from '../../src/bot/surfaces.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { aPlace } from '../support/builders.ts';
import { aConnectorError, cardOf, FakeConnector } from '../support/fake-connector.ts';

const PLACE = aPlace('a:sarah');
const aCard = (text: string) => ({ type: 'AdaptiveCard', speak: text });

/** A connector with one standing message, and updates over it. */
async function aRig() {
  const connector = new FakeConnector();
  const log: unknown[] = [];
  const updates = new CardUpdates(connector, pino({ level: 'warn' }, { write: (line) => log.push(line) }));
  const { id } = await connector.send(PLACE, { text: 'draft' });
  connector.calls.length = 0;
  const speaks = () => connector.calls.map(({ activity }) => cardOf(activity)['speak']);
  return { connector, updates, id, log, speaks };
}

describe('the shared copy of a draft', () => {
  it('is brought up to date after the answer, not before it', async () => {
    const { updates, id, connector, speaks } = await aRig();
    let isAnswered = false;
    connector.beforeAnswer = async () => assert(isAnswered);
    updates.put(PLACE, id, aCard('one'));
    isAnswered = true;
    await updates.idle();
    assert.deepEqual(speaks(), ['one']);
  });

  it('skips states that were over before they could be sent', async () => {
    const { updates, id, connector, speaks } = await aRig();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    connector.beforeAnswer = () => gate;
    for (const state of ['one', 'two', 'three']) updates.put(PLACE, id, aCard(state));
    open();
    await updates.idle();
    assert.deepEqual(speaks(), ['one', 'three']);
    assert.equal(cardOf(connector.standing.get(id))['speak'], 'three');
  });

  it('goes on with the next state when one could not be sent', async () => {
    const { updates, id, connector, speaks, log } = await aRig();
    connector.failures = [aConnectorError(502, 'PUT')];
    updates.put(PLACE, id, aCard('one'));
    await updates.idle();
    updates.put(PLACE, id, aCard('two'));
    await updates.idle();
    assert.deepEqual(speaks(), ['one', 'two']);
    assert.equal(log.length, 1);
  });

  it('of one message does not hold up that of another', async () => {
    const { updates, id, connector } = await aRig();
    const other = await connector.send(PLACE, { text: 'other' });
    connector.beforeAnswer = async ({ activityId }) => {
      if (activityId === id) await new Promise(() => {});
    };
    updates.put(PLACE, id, aCard('stuck'));
    updates.put(PLACE, other.id, aCard('quick'));
    await new Promise(setImmediate);
    assert.equal(cardOf(connector.standing.get(other.id))['speak'], 'quick');
  });

  it('comes to an end before something else takes its place', async () => {
    const { updates, id, connector, speaks } = await aRig();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    connector.beforeAnswer = () => gate;
    updates.put(PLACE, id, aCard('one'));
    updates.put(PLACE, id, aCard('two'));
    let isOver = false;
    const ending = updates.end(PLACE, id).then(() => {
      isOver = true;
    });
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    open();
    await ending;
    await updates.idle();
    assert.deepEqual(speaks(), ['one']);
    await updates.end(PLACE, 'another');
  });

  it('loses no state, at whatever moment it comes', async () => {
    const { updates, id, connector } = await aRig();
    for (let depth = 0; depth < 12; depth++) {
      updates.put(PLACE, id, aCard(`first ${depth}`));
      let moment = Promise.resolve();
      for (let n = 0; n < depth; n++) moment = moment.then(() => {});
      await moment;
      updates.put(PLACE, id, aCard(`last ${depth}`));
      await updates.idle();
      assert.equal(cardOf(connector.standing.get(id))['speak'], `last ${depth}`);
    }
  });
});

describe('where a dialog shows its cards', () => {
  it('is the answer of a press, with the shared copy following', async () => {
    const { updates, id, speaks } = await aRig();
    const surface = new AnswerSurface(updates, PLACE);
    assert.equal(await surface.present(aCard('answer'), id), id);
    assert.deepEqual(surface.card, aCard('answer'));
    await updates.idle();
    assert.deepEqual(speaks(), ['answer']);
  });

  it('leaves the shared copy of what was sent to whoever draws the request', async () => {
    const { updates, connector } = await aRig();
    const surface = new AnswerSurface(updates, PLACE);
    surface.conclude(aCard('sent'));
    assert.deepEqual(surface.card, aCard('sent'));
    await updates.idle();
    assert.deepEqual(connector.calls, []);
  });

  it('is the answer alone where no message is known', async () => {
    const { updates, connector } = await aRig();
    const surface = new AnswerSurface(updates, PLACE);
    assert.equal(await surface.present(aCard('answer'), null), null);
    await updates.idle();
    assert.deepEqual(connector.calls, []);
  });

  it('is a new message for typed words; the card before says that it has moved', async () => {
    const { updates, id, connector } = await aRig();
    const text = createTranslator().for('en');
    const surface = new MessageSurface({
      connector,
      updates,
      cards: createTemplateCards(),
      place: PLACE,
      text,
    });
    const shown = await surface.present(aCard('new'), id);
    await updates.idle();
    assert.deepEqual(connector.story(), ['send a:sarah', `update a:sarah ${id}`]);
    assert.equal(cardOf(connector.standing.get(shown ?? ''))['speak'], 'new');
    assert.equal(cardOf(connector.standing.get(id))['speak'], text('draft.moved'));
  });
});
