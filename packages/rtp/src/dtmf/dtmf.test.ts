import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TelephoneEventReceiver } from './receiver.ts';
import type { DigitEvent } from './receiver.ts';
import { TelephoneEventSender } from './sender.ts';
import type { OutgoingTelephoneEvent } from './sender.ts';
import { buildTelephoneEvent, digitToEvent, eventToDigit, parseTelephoneEvent } from './telephone-event.ts';

type Sent = OutgoingTelephoneEvent & { atMs: number };

/** Runs the sender tick by tick until it has nothing left. */
function send(text: string, clockRate: number, firstTimestamp = 0): Sent[] {
  const sender = new TelephoneEventSender({ clockRate });
  sender.enqueue(text);
  const sent: Sent[] = [];
  for (let tick = 0; sender.isBusy; tick++) {
    const timestamp = (firstTimestamp + (tick * clockRate) / 50) >>> 0;
    sent.push(...sender.tick(timestamp).map((packet) => ({ ...packet, atMs: tick * 20 })));
  }
  return sent;
}

function receive(packets: Sent[], clockRate: number): DigitEvent[] {
  const receiver = new TelephoneEventReceiver({ clockRate });
  const events = packets.flatMap(({ payload, timestamp, atMs }) => [
    ...receiver.expire(atMs),
    ...receiver.push(payload, timestamp, atMs),
  ]);
  return [...events, ...receiver.expire(1e9)];
}

function digitsOf(events: DigitEvent[]): string {
  return events
    .filter((event) => event.kind === 'digit_started')
    .map((event) => event.digit)
    .join('');
}

describe('telephone events', () => {
  test('payload as in RFC 4733 2.3', () => {
    const event = { event: 11, isEnd: true, volume: 10, duration: 1_280 };
    expect([...buildTelephoneEvent(event)]).toEqual([11, 0x8a, 5, 0]);
    expect(parseTelephoneEvent(buildTelephoneEvent(event))).toEqual(event);
    expect(parseTelephoneEvent(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  test('digits and events', () => {
    expect([...'0123456789*#ABCD'].map(digitToEvent)).toEqual([...Array(16).keys()]);
    expect([digitToEvent('b'), digitToEvent('x'), digitToEvent(''), eventToDigit(16)]).toEqual([
      13,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('one digit: marker on the first, growing duration, three equal end packets, one timestamp', () => {
    const sent = send('5', 8_000, 4_000);
    const parsedPackets = sent.map(({ payload }) => parseTelephoneEvent(payload)!);
    expect(parsedPackets.map((event) => event.duration)).toEqual([
      160, 320, 480, 640, 800, 960, 1_120, 1_280, 1_280, 1_280,
    ]);
    expect(parsedPackets.map((event) => event.isEnd).filter(Boolean)).toHaveLength(3);
    expect(sent.map((packet) => packet.marker).indexOf(true)).toBe(0);
    expect(sent.filter((packet) => packet.marker)).toHaveLength(1);
    expect(new Set(sent.map((packet) => packet.timestamp))).toEqual(new Set([4_000]));
  });

  test('digits are apart by tone and pause', () => {
    const starts = send('123', 8_000).filter((packet) => packet.marker);
    expect(starts.map((packet) => packet.atMs)).toEqual([0, 240, 480]);
  });

  test('a long tone at 48 kHz stays within the duration field', () => {
    const sender = new TelephoneEventSender({ clockRate: 48_000, toneMs: 5_000 });
    sender.enqueue('1');
    const durations: number[] = [];
    for (let tick = 0; sender.isBusy; tick++) {
      durations.push(...sender.tick(tick * 960).map(({ payload }) => parseTelephoneEvent(payload)!.duration));
    }
    expect(Math.max(...durations)).toBe(0xffff);
    expect(durations.toSorted((left, right) => left - right)).toEqual(durations);
  });

  test('the receiver reports start, end and duration once, also over the timestamp wrap', () => {
    expect(receive(send('1', 8_000, 0xffffff00), 8_000)).toEqual([
      { kind: 'digit_started', digit: '1' },
      { kind: 'digit_ended', digit: '1', durationMs: 160 },
    ]);
    expect(digitsOf(receive(send('1122#', 48_000, 0xfffff000), 48_000))).toBe('1122#');
  });

  test('any digits survive as long as one packet of each arrives, with duplicates and near reordering', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789*#ABCD'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (digits, chance) => {
        const next = () => chance.next().value as number;
        const byDigit = Map.groupBy(send(digits, 8_000), (packet) => packet.timestamp);
        const arriving = [...byDigit.values()].flatMap((packets) => {
          const kept = packets.filter(() => next() > 0.4);
          const surviving = kept.length > 0 ? kept : packets.slice(-1);
          const doubled = surviving.flatMap((packet) => (next() > 0.7 ? [packet, packet] : [packet]));
          return doubled.toSorted((left, right) => left.atMs - right.atMs + (next() > 0.8 ? 60 : 0));
        });
        const events = receive(arriving, 8_000);
        expect(digitsOf(events)).toBe(digits);
        expect(events.filter((event) => event.kind === 'digit_ended')).toHaveLength(digits.length);
      }),
    );
  });

  test('a lost end is noticed by silence, a late straggler of the digit is not a new one', () => {
    const receiver = new TelephoneEventReceiver({ clockRate: 8_000 });
    const payload = buildTelephoneEvent({ event: 9, isEnd: false, volume: 10, duration: 400 });
    expect(receiver.push(payload, 100, 0)).toEqual([{ kind: 'digit_started', digit: '9' }]);
    expect(receiver.expire(249)).toEqual([]);
    expect(receiver.expire(250)).toEqual([{ kind: 'digit_ended', digit: '9', durationMs: 50 }]);
    expect(receiver.push(payload, 100, 260)).toEqual([]);
    expect(receiver.reset()).toEqual([]);
    expect(receiver.push(payload, 100, 300)).toHaveLength(1);
  });

  test('a flash is no digit', () => {
    const receiver = new TelephoneEventReceiver({ clockRate: 8_000 });
    const flash = buildTelephoneEvent({ event: 16, isEnd: true, volume: 0, duration: 80 });
    expect(receiver.push(flash, 1, 0)).toEqual([]);
  });
});
