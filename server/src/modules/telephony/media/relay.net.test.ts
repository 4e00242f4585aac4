import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodecName, MediaPlane } from '../ports/media-plane.ts';
import { onEachPlane } from './testing/planes.ts';
import { TonePhone } from './testing/tone-phone.ts';

const patience = { timeout: 8_000, interval: 50 };

onEachPlane((under) => {
  describe.each(under.kind === 'embedded' ? (['dgram', 'koffi'] as const) : (['koffi'] as const))(
    'two phones through %s sockets',
    (io) => {
      let plane: MediaPlane;
      let phones: TonePhone[] = [];

      beforeEach(() => {
        plane = under.open({ io });
        phones = [];
      });
      afterEach(async () => {
        await Promise.all(phones.map((phone) => phone.close()));
        await plane.close();
      });

      async function connect(legId: string, codecs: readonly CodecName[]) {
        const leg = await plane.openLeg({ legId, transport: 'rtp', near: 'a' });
        const phone = await TonePhone.open();
        phones.push(phone);
        await phone.call(leg, codecs);
        return { leg, phone };
      }

      test('each hears the other, and only the other', async () => {
        const a = await connect('a', ['PCMA']);
        const b = await connect('b', ['PCMA']);
        await plane.bridge('a', 'b');
        a.phone.hum(440);
        b.phone.hum(880);
        await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
        expect(a.phone.levelOf(440)).toBeLessThan(-60);
        expect(await a.leg.counters()).toMatchObject({ codec: 'PCMA', transcoded: false, heard: true, packetsLost: 0 });
      });

      test('a third party hears after a transfer, and the one before no longer does', async () => {
        const a = await connect('a', ['PCMU']);
        const b = await connect('b', ['PCMU']);
        const c = await connect('c', ['PCMU']);
        a.phone.hum(440);
        b.phone.hum(880);
        c.phone.hum(660);
        await plane.bridge('a', 'b');
        await expect.poll(() => b.phone.tone(), patience).toBe(440);
        await plane.bridge('a', 'c');
        await expect.poll(() => [a.phone.tone(), c.phone.tone()], patience).toEqual([660, 440]);
        await expect.poll(() => b.phone.packetsWithin(400), patience).toBe(0);
      });

      // rtpengine passes the sources through as they are: another party is another stream.
      test.runIf(under.kind === 'embedded')('a transfer does not break the stream that a party hears', async () => {
        const a = await connect('a', ['PCMU']);
        const others = [await connect('b', ['PCMU']), await connect('c', ['PCMU'])];
        others.forEach(({ phone }, index) => phone.hum(660 + index * 220));
        for (const [index, { leg }] of others.entries()) {
          await plane.bridge('a', leg.legId);
          await expect.poll(() => a.phone.tone(), patience).toBe(660 + index * 220);
        }
        const stream = a.phone.heard.map(({ packet }) => packet);
        expect(new Set(stream.map(({ ssrc }) => ssrc)).size).toBe(1);
        const steps = stream.slice(1).map((packet, index) => (packet.sequence - stream[index]!.sequence) & 0xffff);
        expect(new Set(steps)).toEqual(new Set([1]));
      });

      test('a phone that we call answers with the codec that both legs can speak', async () => {
        const a = await connect('a', ['PCMU', 'PCMA']);
        const leg = await plane.openLeg({ legId: 'b', transport: 'rtp', near: 'a' });
        const ready = new Promise<void>((resolve) => leg.on('ready', resolve));
        const phone = await TonePhone.open();
        phones.push(phone);
        await phone.answer(leg, ['PCMU']);
        await ready;
        await plane.bridge('a', 'b');
        a.phone.hum(440);
        phone.hum(880);
        await expect.poll(() => [a.phone.tone(), phone.tone()], patience).toEqual([880, 440]);
        expect((await leg.counters()).transcoded).toBe(false);
      });
    },
  );
});
