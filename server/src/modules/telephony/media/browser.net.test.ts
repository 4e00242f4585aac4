import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CodecName, MediaLeg } from '../ports/media-plane.ts';
import type { EmbeddedMediaPlane } from './embedded-media-plane.ts';
import { startBrowser } from './testing/browser-phone.ts';
import { testPlane } from './testing/plane.ts';
import { TonePhone } from './testing/tone-phone.ts';

const patience = { timeout: 15_000, interval: 100 };
let chrome: Awaited<ReturnType<typeof startBrowser>>;
let plane: EmbeddedMediaPlane;
let desk: TonePhone;

beforeAll(async () => {
  chrome = await startBrowser();
});
afterAll(() => chrome?.close());
beforeEach(async () => {
  plane = await testPlane();
  desk = await TonePhone.open();
});
afterEach(async () => {
  await desk.close();
  await plane.close();
});

function whenReady(leg: MediaLeg): Promise<void> {
  return new Promise((resolve, reject) => {
    leg.on('ready', resolve);
    leg.on('failed', (reason) => reject(new Error(reason)));
  });
}

async function openDesk(codecs: readonly CodecName[]): Promise<MediaLeg> {
  const leg = await plane.openLeg({ legId: 'desk', transport: 'rtp' });
  await desk.call(leg, codecs);
  desk.hum(880);
  return leg;
}

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
});
