import { afterEach, expect, test } from 'vitest';
import { buildRtp } from '../packet/packet.ts';
import { TestBrowser } from './test-browser.ts';

const patience = { timeout: 9_000, interval: 20 };
let browser: TestBrowser;
afterEach(() => browser.peer.close());

async function connect(): Promise<void> {
  browser.check();
  browser.describe();
  browser.shakeHands();
  await expect.poll(() => browser.events, patience).toEqual(['connected']);
}

test('connects and carries sealed sound both ways', async () => {
  browser = new TestBrowser();
  await connect();
  const fields = { marker: false, payloadType: 0, timestamp: 0, ssrc: 3, payload: Buffer.from('hello') };
  let sequence = 0;
  const heardByBrowser = () => {
    browser.peer.sendRtp(buildRtp({ ...fields, sequence: ++sequence }));
    return browser.heardByBrowser.at(-1)?.subarray(12).toString();
  };
  // We are connected one message before the browser is.
  await expect.poll(heardByBrowser, patience).toBe('hello');
  const heardFrames = () => {
    browser.speak(1);
    return browser.heardByServer.length;
  };
  await expect.poll(heardFrames, patience).toBeGreaterThan(0);
  expect(browser.heardByServer[0]?.subarray(12).toString()).toBe('frame 1');
});

test('a handshake that ends before the description is read waits for it', async () => {
  browser = new TestBrowser();
  browser.check();
  browser.shakeHands();
  const started = performance.now();
  await expect.poll(() => performance.now() - started > 600, patience).toBe(true);
  expect(browser.events).toEqual([]);
  browser.describe();
  expect(browser.events).toEqual(['connected']);
});

test('another certificate than the announced one ends it', async () => {
  browser = new TestBrowser();
  browser.check();
  browser.describe({ hash: 'sha-256', value: Array(32).fill('00').join(':') });
  browser.shakeHands();
  await expect.poll(() => browser.events, patience).toEqual(['the certificate is not the announced one']);
  expect(browser.peer.state).toBe('failed');
});

test('nobody gets a handshake who did not pass an ICE check', async () => {
  browser = new TestBrowser();
  browser.describe();
  browser.shakeHands();
  browser.now += 20_001;
  browser.peer.check();
  expect(browser.events).toEqual(['no ICE check arrived']);
  expect(browser.stunAnswers).toEqual([]);
});

test('a browser without a sign of life for 20 s is gone; its checks keep it', async () => {
  browser = new TestBrowser();
  await connect();
  browser.now += 19_000;
  browser.check();
  browser.now += 19_000;
  browser.peer.check();
  expect(browser.peer.state).toBe('connected');
  browser.now += 1_001;
  browser.peer.check();
  expect(browser.events).toEqual(['connected', 'the browser went away']);
});
