import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MediaPlane } from '../ports/media-plane.ts';
import { onEachPlane } from './testing/planes.ts';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 8_000, interval: 50 };

onEachPlane((under) => {
  let board: Switchboard<MediaPlane>;

  beforeEach(() => {
    board = new Switchboard(under.open());
  });
  afterEach(() => board.close());

  describe('hold', () => {
    test.each(['sendonly', 'inactive'] as const)(
      'a phone that says %s hears nothing and is not heard',
      async (direction) => {
        const a = await board.connect('a', ['PCMA'], { humHz: 440 });
        const b = await board.connect('b', ['PCMA'], { humHz: 880 });
        await board.plane.bridge('a', 'b');
        await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
        await a.phone.call(a.leg, ['PCMA'], { direction });
        await expect.poll(() => [a.phone.packetsWithin(400), b.phone.packetsWithin(400)], patience).toEqual([0, 0]);
      },
    );

    test('music is heard by the held party only, and the talk goes on afterwards', async () => {
      const a = await board.connect('a', ['PCMA'], { humHz: 440 });
      const b = await board.connect('b', ['PCMA'], { humHz: 880 });
      await board.plane.bridge('a', 'b');
      await a.phone.call(a.leg, ['PCMA'], { direction: 'sendonly' });
      await b.leg.play({ source: { kind: 'file', name: 'music/hold' }, repeat: true });
      await expect.poll(() => b.phone.packetsWithin(400), patience).toBeGreaterThan(15);
      expect(b.phone.levelOf(440)).toBeLessThan(-35);
      await expect.poll(() => a.phone.packetsWithin(400), patience).toBe(0);
      await b.leg.stopPlaying();
      await a.phone.call(a.leg, ['PCMA']);
      await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
      const stream = b.phone.heard.map(({ packet }) => packet);
      const steps = stream.slice(1).map((packet, index) => (packet.sequence - stream[index]!.sequence) & 0xffff);
      // rtpengine passes the party's own stream through: music is another one.
      expect(under.kind === 'rtpengine' || steps.every((step) => step === 1)).toBe(true);
    });

    test('an announcement that never listened is heard', async () => {
      const a = await board.connect('a', ['PCMA']);
      const b = await board.connect('b', ['PCMA'], { humHz: 880, direction: 'sendonly' });
      await board.plane.bridge('a', 'b');
      await expect.poll(() => a.phone.tone(), patience).toBe(880);
      expect(b.phone.packetsWithin(400)).toBe(0);
    });

    test('a resumed call keeps its port and payload types and raises the version', async () => {
      const a = await board.connect('a', ['opus', 'PCMA']);
      const first = await a.leg.createOffer({ codecs: ['opus', 'PCMA'] });
      const second = await a.leg.createOffer({ codecs: ['opus', 'PCMA'], direction: 'sendonly' });
      expect(second).toContain('a=sendonly');
      const lines = (sdp: string, start: string) => sdp.split('\r\n').filter((line) => line.startsWith(start));
      expect(lines(second, 'm=')).toEqual(lines(first, 'm='));
      expect(lines(second, 'a=rtpmap')).toEqual(lines(first, 'a=rtpmap'));
      const version = (sdp: string) => Number(lines(sdp, 'o=')[0]?.split(' ')[2]);
      expect(version(second)).toBe(version(first) + 1);
    });
  });

  describe('prompts', () => {
    test('a tone is heard at its frequency until it is stopped', async () => {
      const { leg, phone } = await board.connect('a', ['PCMU']);
      const ended: string[] = [];
      leg.on('promptEnded', (how) => ended.push(how));
      await leg.play({ source: { kind: 'tone', tone: 'sine880' } });
      await expect.poll(() => phone.tone(), patience).toBe(880);
      await leg.stopPlaying();
      await expect.poll(() => phone.packetsWithin(300), patience).toBe(0);
      expect(ended).toEqual(['stopped']);
    });

    test.each(['PCMA', 'opus', 'G722'] as const)('a file plays to its end in %s, at the right pace', async (codec) => {
      const { leg, phone } = await board.connect('a', [codec]);
      const ended = new Promise<string>((resolve) => leg.on('promptEnded', resolve));
      await leg.play({ source: { kind: 'file', name: 'fr/digit_1' } });
      expect(await ended).toBe('played');
      await expect.poll(() => phone.packetsWithin(300), patience).toBe(0);
      const [first, last] = [phone.heard[0]!, phone.heard.at(-1)!];
      const spanMs = last.atMs - first.atMs;
      // A busy machine shifts a few ticks; sound that is not paced would take no time at all.
      expect(Math.abs(spanMs - (phone.heard.length - 1) * 20)).toBeLessThan(200);
      const units = phone.media!.clockRate / 50;
      expect((last.packet.timestamp - first.packet.timestamp) >>> 0).toBe((phone.heard.length - 1) * units);
    });

    test('while a prompt plays, the party is not heard; afterwards it is', async () => {
      const a = await board.connect('a', ['PCMA'], { humHz: 440 });
      const b = await board.connect('b', ['PCMA'], { humHz: 660 });
      await board.plane.bridge('a', 'b');
      await expect.poll(() => b.phone.tone(), patience).toBe(440);
      await b.leg.play({ source: { kind: 'tone', tone: 'sine880' } });
      await expect.poll(() => [b.phone.tone(), a.phone.tone()], patience).toEqual([880, 660]);
      await expect.poll(() => b.phone.levelOf(440), patience).toBeLessThan(-60);
      await b.leg.stopPlaying();
      await expect.poll(() => b.phone.tone(), patience).toBe(440);
    });

    test('a name that is not shipped is refused', async () => {
      const { leg } = await board.connect('a', ['PCMA']);
      await expect(leg.play({ source: { kind: 'file', name: 'fr/../secrets' } })).rejects.toThrow('no shipped sound');
    });
  });
});
