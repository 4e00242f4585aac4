import { expect, test } from 'vitest';
import { SpeakerWatch } from './speaker-watch.ts';

test('who begins to speak is told once, loudest first, and is silent after a pause', () => {
  const watch = new SpeakerWatch();
  watch.note('ann', -30, 0);
  watch.note('bob', -20, 0);
  watch.note('typing', -55, 0);
  expect(watch.changes(0)).toEqual(['bob', 'ann']);
  watch.note('ann', -30, 400);
  watch.note('bob', -20, 400);
  expect(watch.changes(400)).toBeNull();
  expect(watch.changes(1_100)).toBeNull();
  expect(watch.changes(1_300)).toEqual([]);
});

test('changes are told three times a second at most', () => {
  const watch = new SpeakerWatch();
  watch.note('ann', -20, 0);
  expect(watch.changes(0)).toEqual(['ann']);
  watch.note('bob', -20, 20);
  expect(watch.changes(20)).toBeNull();
  expect(watch.changes(320)).toEqual(['ann', 'bob']);
});

test('whoever leaves speaks no more', () => {
  const watch = new SpeakerWatch();
  watch.note('ann', -20, 0);
  watch.changes(0);
  watch.forget('ann');
  expect(watch.changes(400)).toEqual([]);
});
