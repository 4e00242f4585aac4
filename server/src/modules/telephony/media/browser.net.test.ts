import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CodecName, MediaLeg, MediaPlane } from '../ports/media-plane.ts';
import { startBrowser } from './testing/browser-phone.ts';
import { onEachPlane } from './testing/planes.ts';
import { recordEvents } from './testing/switchboard.ts';
import { openTwoWayImpairment } from './testing/two-way-impairment.ts';
import { TonePhone } from './testing/tone-phone.ts';

const patience = { timeout: 15_000, interval: 100 };
let chrome: Awaited<ReturnType<typeof startBrowser>>;

beforeAll(async () => {
  chrome = await startBrowser();
});
afterAll(() => chrome?.close());

function whenReady(leg: MediaLeg): Promise<void> {
  return new Promise((resolve, reject) => {
    leg.on('ready', resolve);
    leg.on('failed', (reason) => reject(new Error(reason)));
  });
}

onEachPlane((under) => {
  let plane: MediaPlane;
  let desk: TonePhone;

  beforeEach(async () => {
    plane = under.open();
    desk = await TonePhone.open();
  });
  afterEach(async () => {
    await desk.close();
    await plane.close();
  });

  async function openDesk(codecs: readonly CodecName[]): Promise<MediaLeg> {
    const leg = await plane.openLeg({ legId: 'desk', transport: 'rtp', near: 'browser' });
    await desk.call(leg, codecs);
    desk.hum(880);
    return leg;
  }

  // rtpengine tells neither: the browser is not heard, and given up after 20 s.
  const lateness = under.kind === 'embedded' ? patience : { timeout: 40_000, interval: 250 };
  const reasons =
    under.kind === 'embedded'
      ? { closed: 'the browser closed', forged: 'the certificate is not the announced one' }
      : { closed: 'the browser went away', forged: 'the browser did not connect' };

  describe('a real browser', () => {
    test.each([
      { browser: 'PCMU', phone: 'PCMU', transcoded: false },
      { browser: 'opus', phone: 'opus', transcoded: false },
      { browser: 'opus', phone: 'PCMA', transcoded: true },
    ] as const)('calls with $browser and talks to a phone with $phone', async ({ browser, phone, transcoded }) => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const tab = await chrome.open(440);
      await tab.call(leg, [browser]);
      await openDesk([phone]);
      await plane.bridge('browser', 'desk');
      await ready;
      await expect.poll(() => desk.tone(), patience).toBe(440);
      await expect.poll(() => tab.tone(), patience).toBeCloseTo(880, -2);
      expect(await leg.counters()).toMatchObject({ codec: browser, transcoded, heard: true });
    });

    test('answers a call of ours', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const tab = await chrome.open(440);
      await openDesk(['PCMA']);
      await tab.answer(leg, ['PCMA', 'opus']);
      await plane.bridge('browser', 'desk');
      await ready;
      await expect.poll(() => desk.tone(), patience).toBe(440);
      await expect.poll(() => tab.tone(), patience).toBeCloseTo(880, -2);
    });

    test('dials digits that are told and passed on', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const told = recordEvents(leg, 'digit');
      const tab = await chrome.open(440);
      await tab.call(leg, ['opus']);
      await openDesk(['PCMA']);
      await plane.bridge('browser', 'desk');
      await ready;
      await expect.poll(() => desk.tone(), patience).toBe(440);
      await tab.press('15#');
      await expect.poll(() => told.map(([, digit]) => digit), patience).toEqual(['1', '5', '#']);
      const starts = () => new Set(desk.digitPackets.map(({ timestamp }) => timestamp)).size;
      await expect.poll(starts, patience).toBe(3);
    });

    test('holds and resumes by re-offers on the same connection', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const tab = await chrome.open(440);
      await tab.call(leg, ['PCMU']);
      await openDesk(['PCMU']);
      await plane.bridge('browser', 'desk');
      await ready;
      await expect.poll(() => desk.tone(), patience).toBe(440);
      await tab.call(leg, ['PCMU'], 'sendonly');
      await expect.poll(() => desk.packetsWithin(400), patience).toBe(0);
      await expect.poll(() => tab.tone(), patience).toBe(0);
      await tab.call(leg, ['PCMU']);
      await expect.poll(() => desk.tone(), patience).toBe(440);
      await expect.poll(() => tab.tone(), patience).toBeCloseTo(880, -2);
    });

    test('is held by an offer of ours and hears music', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const tab = await chrome.open(440);
      await tab.answer(leg, ['opus']);
      await ready;
      await leg.play({ source: { kind: 'tone', tone: 'sine880' }, repeat: true });
      await expect.poll(() => tab.tone(), patience).toBeCloseTo(880, -2);
      await leg.stopPlaying();
      await expect.poll(() => tab.tone(), patience).toBe(0);
    });

    test('talks to another browser, relayed', async () => {
      const first = await plane.openLeg({ legId: 'x', transport: 'webrtc' });
      const legs = [first, await plane.openLeg({ legId: 'y', transport: 'webrtc', near: 'x' })];
      const [x, y] = [await chrome.open(440), await chrome.open(660)];
      const ready = Promise.all(legs.map(whenReady));
      await x.call(legs[0]!, ['opus']);
      await y.answer(legs[1]!, ['opus']);
      await plane.bridge('x', 'y');
      await ready;
      await expect.poll(() => x.tone(), patience).toBeCloseTo(660, -2);
      await expect.poll(() => y.tone(), patience).toBeCloseTo(440, -2);
      expect(await legs[0]!.counters()).toMatchObject({ codec: 'opus', transcoded: false });
      await expect.poll(async () => (await legs[0]!.counters()).roundTripMs, patience).not.toBeNull();
    });

    test('that closes its connection is told as failed', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const tab = await chrome.open(440);
      await tab.call(leg, ['opus']);
      await ready;
      const told = recordEvents(leg, 'failed');
      await tab.page.evaluate('peer.close()');
      await expect.poll(() => told, lateness).toEqual([['failed', reasons.closed]]);
    });

    test('with a certificate other than the announced one is refused', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const told = recordEvents(leg, 'failed', 'ready');
      const tab = await chrome.open(440);
      const offer = String(await tab.page.evaluate("offer('sendrecv')"));
      const forged = offer.replace(
        /(a=fingerprint:sha-256 )[0-9A-F:]+/,
        (_, head: string) => head + Array(32).fill('AB').join(':'),
      );
      expect((await leg.readOffer(forged)).kind).toBe('ok');
      const answer = await leg.createAnswer({ codecs: ['opus'] });
      if (answer.kind !== 'ok') throw new Error(answer.reason);
      await tab.page.evaluate(`accept(${JSON.stringify(answer.sdp)})`);
      await expect.poll(() => told, lateness).toEqual([['failed', reasons.forged]]);
    });

    test('and a plain phone are told apart by their offers', async () => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const plain = [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        'm=audio 4000 RTP/AVP 8',
        '',
      ];
      const refused = { kind: 'rejected', status: 488, reason: 'unsupported_protocol' };
      expect(await leg.readOffer(plain.join('\r\n'))).toEqual(refused);
      const phoneLeg = await plane.openLeg({ legId: 'phone', transport: 'rtp' });
      const tab = await chrome.open(440);
      expect(await phoneLeg.readOffer(String(await tab.page.evaluate("offer('sendrecv')")))).toEqual(refused);
      expect(await phoneLeg.readOffer('nonsense')).toMatchObject({ kind: 'rejected', status: 400 });
    });

    test.each([
      { name: '160 ms away', delayMs: 80, loseEvery: 0 },
      { name: 'behind a network that loses every third datagram of the handshake', delayMs: 10, loseEvery: 3 },
      { name: 'behind a network that loses every fourth datagram of the handshake', delayMs: 40, loseEvery: 4 },
    ])('connects $name', async ({ delayMs, loseEvery }) => {
      const leg = await plane.openLeg({ legId: 'browser', transport: 'webrtc' });
      const ready = whenReady(leg);
      const tab = await chrome.open(440);
      let handshakes = 0;
      const isLost = (firstByte: number) =>
        firstByte >= 20 && firstByte < 64 && loseEvery > 0 && ++handshakes % loseEvery === 0;
      const read = await leg.readOffer(String(await tab.page.evaluate("offer('sendrecv')")));
      expect(read.kind).toBe('ok');
      const answer = await leg.createAnswer({ codecs: ['PCMU'] });
      if (answer.kind !== 'ok') throw new Error(answer.reason);
      const legPort = /m=audio (\d+)/.exec(answer.sdp)?.[1] ?? '';
      const way = await openTwoWayImpairment(Number(legPort), { delayMs, isLost });
      await tab.page.evaluate(`accept(${JSON.stringify(answer.sdp.replaceAll(` ${legPort} `, ` ${way.port} `))})`);
      await ready;
      await openDesk(['PCMU']);
      await plane.bridge('browser', 'desk');
      await expect.poll(() => desk.tone(), patience).toBe(440);
      await way.close();
    });
  });
});
