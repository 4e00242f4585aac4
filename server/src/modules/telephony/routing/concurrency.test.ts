import { expect, test } from 'vitest';
import { mayAnswer, mayDial, type UserLeg } from './concurrency.ts';

const leg = (state: UserLeg['state'], holding = false, callId = 'first'): UserLeg => ({
  callId,
  legId: `${callId}-leg`,
  state,
  holding,
});
const talking = leg('answered');
const held = leg('answered', true);

test.each([
  ['nothing', [], 0, 'allowed'],
  ['rung only', [leg('ringing')], 0, 'allowed'],
  ['already dialling', [leg('dialling')], 0, 'busy'],
  ['talking', [talking], 0, 'busy'],
  ['talking, one channel more', [talking], 1, 'allowed'],
  ['holding', [held], 0, 'consultation'],
  ['holding and consulting', [held, leg('dialling', false, 'second')], 0, 'busy'],
  ['holding two, one channel more', [held, leg('answered', true, 'second')], 1, 'consultation'],
  ['holding one of two, one channel more', [held, leg('answered', false, 'second')], 1, 'busy'],
  ['no limit', [talking, leg('answered', false, 'second')], null, 'allowed'],
] as const)('R-A4.5-b dialling: %s', (_name, legs, channels, kind) => {
  expect(mayDial(legs, channels).kind).toBe(kind);
});

test.each([
  ['nothing', [], 0, true],
  ['talking', [talking], 0, false],
  ['holding', [held], 0, false],
  ['dialling', [leg('dialling')], 0, false],
  ['talking, one channel more', [talking], 1, true],
  ['rung elsewhere too', [leg('ringing', false, 'second')], 0, true],
] as const)('R-A4.5-b answering: %s', (_name, legs, channels, answer) => {
  expect(mayAnswer(legs, channels)).toBe(answer);
});

test('the consultation names the held call', () => {
  expect(mayDial([held], 0)).toEqual({ kind: 'consultation', heldCallId: 'first' });
});
