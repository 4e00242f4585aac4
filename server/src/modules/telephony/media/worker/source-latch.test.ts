import { expect, test } from 'vitest';
import { SourceLatch } from './source-latch.ts';

const signalled = { address: '10.0.0.5', port: 4_000 };
const behindNat = { address: '198.51.100.7', port: 61_000 };
const attacker = { address: '203.0.113.9', port: 9_999 };

function latch(nowMs = 0): SourceLatch {
  const created = new SourceLatch();
  created.signal(signalled, nowMs);
  return created;
}

test('sends to the signalled address until something is heard', () => {
  expect(latch().destination).toEqual(signalled);
  expect(new SourceLatch().destination).toBeNull();
});

test('follows the first source and refuses all others', () => {
  const subject = latch();
  expect(subject.accepts(behindNat, 10)).toBe(true);
  expect(subject.destination).toEqual(behindNat);
  expect(subject.accepts(attacker, 20)).toBe(false);
  expect(subject.accepts({ ...behindNat }, 60_000)).toBe(true);
  expect(subject.destination).toEqual(behindNat);
});

test('a source from the signalled address beats one that was quicker', () => {
  const subject = latch();
  expect(subject.accepts(attacker, 1)).toBe(true);
  expect(subject.accepts({ ...signalled }, 500)).toBe(true);
  expect(subject.accepts(attacker, 600)).toBe(false);
  expect(subject.destination).toEqual(signalled);
});

test('the moment for that ends', () => {
  const subject = latch();
  expect(subject.accepts(behindNat, 1)).toBe(true);
  expect(subject.accepts({ ...signalled }, 3_001)).toBe(false);
});

test('a re-negotiation with the same address keeps sending where the phone was heard', () => {
  const subject = latch();
  subject.accepts(behindNat, 1);
  subject.signal({ ...signalled }, 10_000);
  expect(subject.destination).toEqual(behindNat);
  // Somebody who guessed the moment loses to the phone's next packet.
  expect(subject.accepts(attacker, 10_010)).toBe(true);
  expect(subject.accepts(behindNat, 10_020)).toBe(true);
  expect(subject.accepts(attacker, 10_030)).toBe(false);
});

test('a re-negotiation with another address moves the stream', () => {
  const subject = latch();
  subject.accepts(behindNat, 1);
  const moved = { address: '10.0.0.6', port: 5_000 };
  subject.signal(moved, 10_000);
  expect(subject.destination).toEqual(moved);
  expect(subject.accepts(moved, 10_010)).toBe(true);
  expect(subject.accepts(behindNat, 10_020)).toBe(false);
});

test('the zero address of an old hold changes nothing', () => {
  const subject = latch();
  subject.accepts(behindNat, 1);
  subject.signal(null, 10_000);
  expect(subject.destination).toEqual(behindNat);
});
