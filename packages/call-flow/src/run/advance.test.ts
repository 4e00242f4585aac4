import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleOf, flowOf, mainFlow, otherFlow, say, someQueue, someUser, worldOf } from '../testing.ts';
import { abandonFlow, continueFlow, startFlow, type Advance } from './advance.ts';
import type { FlowEvent } from './events.ts';
import type { FlowBundle } from '../document.ts';

const world = worldOf();
const hours = {
  timeZone: 'Europe/Paris',
  week: { wednesday: [{ opens: '09:00', closes: '18:00' }] },
  holidays: 'FR',
};

const office = flowOf({
  hours: { kind: 'hours', settings: hours, exits: { open: 'menu', closed: 'closed' } },
  menu: {
    kind: 'menu',
    settings: {
      sound: say('1 for sales, star for help'),
      choices: [
        { key: '1', label: 'Sales', phrases: ['sales'] },
        { key: '*', label: 'Help' },
      ],
      tries: 2,
      extensions: { ringSeconds: 20 },
    },
    exits: { key_1: 'sales', key_star: 'help', no_choice: 'bye' },
  },
  sales: { kind: 'ring', settings: { target: { kind: 'user', userId: someUser } }, exits: { no_answer: 'voicemail' } },
  help: { kind: 'queue', settings: { queueId: someQueue }, exits: { waited_too_long: 'voicemail' } },
  voicemail: { kind: 'voicemail', settings: { box: { kind: 'number' } } },
  closed: { kind: 'announcement', settings: { sound: say('We are closed') }, exits: { next: 'bye' } },
  bye: { kind: 'hang_up' },
});
const bundle = bundleOf(office);

/** Sends events one after the other, each answering the turn at hand. */
function play(events: readonly FlowEvent[], given: { bundle?: FlowBundle; at?: string } = {}): Advance {
  const flows = given.bundle ?? bundle;
  const here = given.at === undefined ? world : worldOf({ at: Temporal.Instant.from(given.at) });
  return events.reduce<Advance>(
    ({ run }, event) => continueFlow(flows, run, { turn: run.turn, event }, here),
    startFlow(flows, here),
  );
}

const pathOf = ({ run }: Advance) =>
  run.steps.map(({ nodeId, exit }) => (exit === null ? nodeId : `${nodeId}:${exit}`));

describe('a run', () => {
  test('steps that need nobody follow each other at once; the first that waits is asked for', () => {
    const so = play([]);
    expect(pathOf(so)).toEqual(['hours:open', 'menu']);
    expect(so.actions).toMatchObject([{ kind: 'ask_keys', mostKeys: 6, phrases: ['sales'] }]);
    expect(so.run).toMatchObject({ phase: 'waiting', turn: 1, flowId: mainFlow });
    expect(so.run.steps[0]).toMatchObject({
      version: 3,
      enteredAt: '2026-11-25T09:00:00Z',
      because: { key: 'hours.open', values: { time: '2026-11-25T10:00' } },
    });
  });

  test('out of hours the caller hears so, then is let go', () => {
    const so = play([{ kind: 'played' }], { at: '2026-11-25T20:00:00Z' });
    expect(pathOf(so)).toEqual(['hours:closed', 'closed:next', 'bye']);
    expect(so.actions).toEqual([{ kind: 'hang_up', sound: null, busy: false }]);
    expect(so.run).toMatchObject({ phase: 'ended', ending: 'hung_up' });
  });

  test('a holiday goes where its way out leads, or like closed', () => {
    // 11 November 2026 is a Wednesday.
    const so = play([], { at: '2026-11-11T09:00:00Z' });
    expect(so.run.steps[0]).toMatchObject({ exit: 'holiday', because: { key: 'hours.holiday' } });
    expect(so.run.nodeId).toBe('closed');
  });

  test('a key, a phrase and an extension each choose', () => {
    expect(pathOf(play([{ kind: 'keys', keys: '1' }]))).toEqual(['hours:open', 'menu:key_1', 'sales']);
    expect(pathOf(play([{ kind: 'speech', phrase: ' Sales ' }])).at(-1)).toBe('sales');
    expect(pathOf(play([{ kind: 'keys', keys: '*' }])).at(-1)).toBe('help');
    const dialled = play([{ kind: 'keys', keys: '204' }]);
    expect(dialled.actions).toEqual([{ kind: 'ring_extension', extension: '204', ringSeconds: 20 }]);
    const back = continueFlow(
      bundle,
      dialled.run,
      { turn: dialled.run.turn, event: { kind: 'not_answered', reason: 'busy' } },
      world,
    );
    expect(back.actions).toMatchObject([{ kind: 'ask_keys' }]);
  });

  test('a menu asks as often as it says, counting wrong keys and silence alike', () => {
    const so = play([{ kind: 'keys', keys: '9' }, { kind: 'nothing_entered' }]);
    expect(pathOf(so)).toEqual(['hours:open', 'menu:no_choice', 'bye']);
    expect(so.run.steps[1]!.because).toEqual({ key: 'menu.nothing_entered', values: { tries: 2 } });
  });

  test('nobody answers: the way out of busy is that of no answer when it has none of its own', () => {
    const so = play([
      { kind: 'keys', keys: '1' },
      { kind: 'not_answered', reason: 'busy' },
    ]);
    expect(pathOf(so)).toEqual(['hours:open', 'menu:key_1', 'sales:busy', 'voicemail']);
    const left = play([
      { kind: 'keys', keys: '1' },
      { kind: 'not_answered', reason: 'rejected' },
      { kind: 'voicemail_ended', left: true },
    ]);
    expect(left.run).toMatchObject({ phase: 'ended', ending: 'dead_end' });
    expect(left.actions).toMatchObject([{ kind: 'hang_up' }]);
  });

  test('a call that was taken waits until the talk ends', () => {
    const talking = play([{ kind: 'keys', keys: '1' }, { kind: 'answered' }]);
    expect(talking.run.phase).toBe('talking');
    expect(talking.actions).toEqual([]);
    const over = continueFlow(bundle, talking.run, { turn: talking.run.turn, event: { kind: 'talk_ended' } }, world);
    expect(over.run).toMatchObject({ phase: 'ended', ending: 'dead_end' });
    expect(over.run.steps.at(-1)).toMatchObject({ nodeId: 'sales', exit: 'after_call' });
  });

  test('a caller who leaves ends it; nothing happens afterwards', () => {
    const run = abandonFlow(play([]).run);
    expect(run).toMatchObject({ phase: 'ended', ending: 'caller_gone' });
    expect(abandonFlow(run)).toBe(run);
    expect(continueFlow(bundle, run, { turn: run.turn, event: { kind: 'keys', keys: '1' } }, world)).toEqual({
      run,
      actions: [],
    });
  });
});

describe('events that do not belong', () => {
  const { run } = play([]);

  test.each<[string, number, FlowEvent]>([
    ['of an earlier turn', 0, { kind: 'keys', keys: '1' }],
    ['of a later turn', 2, { kind: 'keys', keys: '1' }],
    ['of another kind', 1, { kind: 'voicemail_ended', left: true }],
  ])('%s change nothing', (_name, turn, event) => {
    expect(continueFlow(bundle, run, { turn, event }, world)).toEqual({ run, actions: [] });
  });

  test('the same event twice counts once', () => {
    const input = { turn: run.turn, event: { kind: 'keys', keys: '1' } as const };
    const once = continueFlow(bundle, run, input, world);
    expect(continueFlow(bundle, once.run, input, world)).toEqual({ run: once.run, actions: [] });
  });
});

describe('nested flows', () => {
  const inner = flowOf({
    ring: { kind: 'ring', settings: { target: { kind: 'user', userId: someUser } }, exits: { no_answer: 'back' } },
    back: { kind: 'go_back' },
  });
  const outer = (handOver: boolean) =>
    flowOf({
      enter: { kind: 'flow', settings: { flowId: otherFlow, handOver }, exits: handOver ? {} : { back: 'voicemail' } },
      voicemail: { kind: 'voicemail', settings: { box: { kind: 'number' } } },
    });

  test('come back where they were entered', () => {
    const so = play([{ kind: 'not_answered', reason: 'no_answer' }], { bundle: bundleOf(outer(false), inner) });
    expect(pathOf(so)).toEqual(['enter:entered', 'ring:no_answer', 'back:back', 'voicemail']);
    expect(so.run.steps.map(({ version }) => version)).toEqual([3, 7, 7, 3]);
    expect(so.run).toMatchObject({ flowId: mainFlow, callers: [] });
  });

  test('that took over the call for good do not', () => {
    const so = play([{ kind: 'not_answered', reason: 'no_answer' }], { bundle: bundleOf(outer(true), inner) });
    expect(so.run).toMatchObject({ phase: 'ended', ending: 'dead_end', flowId: otherFlow });
  });

  test('that enter themselves end as a loop, and the caller is let go', () => {
    const itself = flowOf({ again: { kind: 'flow', settings: { flowId: mainFlow }, exits: {} } });
    const so = play([], { bundle: bundleOf(itself) });
    expect(so.run).toMatchObject({ phase: 'ended', ending: 'loop' });
    expect(so.actions).toEqual([{ kind: 'hang_up', sound: null, busy: false }]);
    const handedOver = flowOf({ again: { kind: 'flow', settings: { flowId: mainFlow, handOver: true } } });
    expect(play([], { bundle: bundleOf(handedOver) }).run.ending).toBe('loop');
  });

  test('that are missing end the call instead of hanging it', () => {
    expect(play([], { bundle: bundleOf(outer(false)) }).run).toMatchObject({ phase: 'ended', ending: 'broken' });
  });
});

describe('steps on the way', () => {
  test('a message, a script and an answer are asked for in order, before what is waited for', () => {
    const flow = flowOf({
      message: { kind: 'message', settings: { text: 'We call you back' }, exits: { next: 'script' } },
      script: { kind: 'script', settings: { text: 'Ask for the file number' }, exits: { next: 'survey' } },
      survey: { kind: 'survey', settings: { question: 'happy', sound: say('1 to 5'), keys: ['1', '5'] } },
    });
    const so = play([], { bundle: bundleOf(flow) });
    expect(so.actions.map(({ kind }) => kind)).toEqual(['send_message', 'show_script', 'ask_keys']);
    const answered = play(
      [
        { kind: 'keys', keys: '3' },
        { kind: 'keys', keys: '5' },
      ],
      { bundle: bundleOf(flow) },
    );
    expect(answered.actions.map(({ kind }) => kind)).toEqual(['keep_answer', 'hang_up']);
  });

  test('a decision that answers something else is a failed one', () => {
    const flow = flowOf({
      ask: {
        kind: 'decision',
        settings: { url: 'https://example.com/route', answers: ['vip'] },
        exits: { answer_vip: 'bye', failed: 'bye' },
      },
      bye: { kind: 'hang_up' },
    });
    const exitOf = (event: FlowEvent) => play([event], { bundle: bundleOf(flow) }).run.steps[0]!.exit;
    expect(exitOf({ kind: 'decided', answer: 'vip' })).toBe('answer_vip');
    expect(exitOf({ kind: 'decided', answer: 'other' })).toBe('failed');
    expect(exitOf({ kind: 'decision_failed', reason: 'timeout' })).toBe('failed');
  });

  test('conditions on the caller: the first rule that fits', () => {
    const flow = flowOf({
      who: {
        kind: 'caller',
        settings: {
          rules: [
            { name: 'hidden', condition: { kind: 'withheld' } },
            { name: 'mobile', condition: { kind: 'number', prefixes: ['+336', '+337'] } },
            { name: 'gold', condition: { kind: 'contact', tag: 'gold' } },
            { name: 'uk', condition: { kind: 'country', countries: ['GB'] } },
          ],
        },
      },
    });
    const exitFor = (number: string | null, country: string | null, tags?: readonly string[]) =>
      startFlow(bundleOf(flow), worldOf({ caller: { number, country, contact: tags ? { tags } : null, listIds: [] } }))
        .run.steps[0]!.exit;
    expect(exitFor(null, null)).toBe('rule_hidden');
    expect(exitFor('+33612345678', 'FR', ['gold'])).toBe('rule_mobile');
    expect(exitFor('+33123456789', 'FR', ['gold'])).toBe('rule_gold');
    expect(exitFor('+442071234567', 'GB')).toBe('rule_uk');
    expect(exitFor('+33123456789', 'FR')).toBe('otherwise');
  });
});

test('whatever comes in whatever order, a run never throws, never loses the caller, and steps only grow', () => {
  const event = fc.oneof(
    fc.constantFrom<FlowEvent>(
      { kind: 'played' },
      { kind: 'nothing_entered' },
      { kind: 'answered' },
      { kind: 'talk_ended' },
      { kind: 'not_answered', reason: 'busy' },
      { kind: 'left_queue', reason: 'queue_full' },
      { kind: 'voicemail_ended', left: false },
      { kind: 'decided', answer: 'x' },
    ),
    fc.string({ maxLength: 8 }).map((keys): FlowEvent => ({ kind: 'keys', keys })),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(event, fc.integer({ min: -1, max: 1 })), { maxLength: 60, size: 'max' }),
      (inputs) => {
        let so = startFlow(bundle, world);
        for (const [what, late] of inputs) {
          const next = continueFlow(bundle, so.run, { turn: so.run.turn + late, event: what }, world);
          expect(next.run.steps.length).toBeGreaterThanOrEqual(so.run.steps.length);
          if (so.run.phase !== 'ended' && next.run.phase === 'ended') expect(next.actions.at(-1)?.kind).toBe('hang_up');
          so = next;
        }
        expect(JSON.parse(JSON.stringify(so.run))).toEqual(so.run);
      },
    ),
  );
});
