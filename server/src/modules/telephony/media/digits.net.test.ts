import { DtmfDetector, dtmfTones } from '@carillon/audio';
import { parseTelephoneEvent } from '@carillon/rtp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MediaPlane } from '../ports/media-plane.ts';
import { onEachPlane } from './testing/planes.ts';
import { recordEvents, Switchboard } from './testing/switchboard.ts';
import type { TonePhone } from './testing/tone-phone.ts';

const patience = { timeout: 8_000, interval: 50 };

/** The digits that a phone's event packets spell, one per timestamp, with their longest duration in ms. */
function spelt(phone: TonePhone): { digit: string; milliseconds: number; ended: boolean }[] {
  const byStart = new Map<number, { digit: string; milliseconds: number; ended: boolean }>();
  for (const packet of phone.digitPackets) {
    const event = parseTelephoneEvent(packet.payload)!;
    const agreed = phone.media!.events.find((candidate) => candidate.receive === packet.payloadType)!;
    const known = byStart.get(packet.timestamp);
    byStart.set(packet.timestamp, {
      digit: '0123456789*#ABCD'[event.event]!,
      milliseconds: Math.max(known?.milliseconds ?? 0, (event.duration * 1_000) / agreed.clockRate),
      ended: (known?.ended ?? false) || event.isEnd,
    });
  }
  return [...byStart.values()];
}

onEachPlane((under) => {
  let board: Switchboard<MediaPlane>;

  beforeEach(() => {
    board = new Switchboard(under.open());
  });
  afterEach(() => board.close());

  test('a pressed key is told once, with its length, even when packets are lost', async () => {
    const { leg, phone } = await board.connect('a', ['PCMA'], { humHz: 440 });
    const told = recordEvents(leg, 'digit');
    phone.press('5');
    phone.press('#', { lose: [0, 2, 5] });
    await expect
      .poll(() => told, patience)
      .toEqual([
        ['digit', '5', 100],
        ['digit', '#', 100],
      ]);
  });

  test('a digit whose end is lost is told all the same', async () => {
    const { leg, phone } = await board.connect('a', ['PCMA']);
    const told = recordEvents(leg, 'digit');
    phone.press('7', { lose: [4, 5, 6] });
    await expect.poll(() => told, patience).toEqual([['digit', '7', 80]]);
  });

  test.each([
    { from: 'PCMA', to: 'PCMA' },
    { from: 'opus', to: 'PCMU' },
    { from: 'PCMU', to: 'opus' },
    { from: 'opus', to: 'opus' },
  ] as const)('digits pass from $from to $to with their length', async ({ from, to }) => {
    const a = await board.connect('a', [from], { humHz: 440 });
    const b = await board.connect('b', [to], { humHz: 880 });
    await board.plane.bridge('a', 'b');
    await expect.poll(() => b.phone.tone(), patience).toBe(440);
    a.phone.press('1');
    a.phone.press('9');
    await expect
      .poll(() => spelt(b.phone), patience)
      .toEqual([
        { digit: '1', milliseconds: 100, ended: true },
        { digit: '9', milliseconds: 100, ended: true },
      ]);
    expect(b.phone.digitPackets.filter(({ marker }) => marker)).toHaveLength(2);
    await expect.poll(() => b.phone.tone(), patience).toBe(440);
  });

  test.each(['PCMA', 'opus'] as const)('digits of ours arrive in order on %s', async (codec) => {
    const { leg, phone } = await board.connect('a', [codec]);
    await leg.sendDigits('12#');
    await expect
      .poll(() => spelt(phone).map(({ digit, ended }) => [digit, ended]), patience)
      .toEqual([
        ['1', true],
        ['2', true],
        ['#', true],
      ]);
    expect(spelt(phone).every(({ milliseconds }) => milliseconds === 160)).toBe(true);
  });

  describe('a phone without telephone-event', () => {
    async function connectOld() {
      const old = await board.connect('old', ['PCMA']);
      await old.phone.call(old.leg, ['PCMA'], { telephoneEvents: false });
      return old;
    }

    test('hears tones for the keys of the other', async () => {
      const a = await board.connect('a', ['PCMA'], { humHz: 440 });
      const old = await connectOld();
      await board.plane.bridge('a', 'old');
      a.phone.press('4');
      const heardDigits = () => {
        const detector = new DtmfDetector({ sampleRate: 8_000 });
        return old.phone.heard.map(({ pcm }) => detector.push(pcm)).join('');
      };
      await expect.poll(heardDigits, patience).toBe('4');
    });

    test('is understood when it sends tones', async () => {
      const old = await connectOld();
      const told = recordEvents(old.leg, 'digit');
      old.phone.sound(dtmfTones('907', { sampleRate: 8_000 }));
      await expect.poll(() => told.map(([, digit]) => digit), patience).toEqual(['9', '0', '7']);
    });
  });

  test('a key ends a prompt that allows it, and none that does not', async () => {
    const { leg, phone } = await board.connect('a', ['PCMA']);
    const told = recordEvents(leg, 'promptEnded', 'digit');
    await leg.play({ source: { kind: 'tone', tone: 'sine880' } });
    phone.press('1');
    await expect.poll(() => told.length, patience).toBe(1);
    expect(told).toEqual([['digit', '1', 100]]);
    await leg.play({ source: { kind: 'tone', tone: 'sine440' }, bargeIn: true });
    phone.press('2');
    await expect
      .poll(() => told, patience)
      .toEqual([
        ['digit', '1', 100],
        ['promptEnded', 'stopped'],
        ['promptEnded', 'barge_in'],
        ['digit', '2', 100],
      ]);
  });
});
