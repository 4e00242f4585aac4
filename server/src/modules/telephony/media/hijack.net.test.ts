import { createSocket } from 'node:dgram';
import { encodeAlaw, sine } from '@carillon/audio';
import { buildRtp } from '@carillon/rtp';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Switchboard } from './testing/switchboard.ts';
import { TonePhone } from './testing/tone-phone.ts';

const patience = { timeout: 10_000, interval: 50 };
const intruderHz = 2200;
let board: Switchboard;
const phones: TonePhone[] = [];

beforeEach(() => {
  board = Switchboard.open();
});
afterEach(async () => {
  await Promise.all(phones.splice(0).map((phone) => phone.close()));
  await board.close();
});

async function party(legId: string, security: 'none' | 'sdes') {
  const leg = await board.plane.openLeg({ legId, transport: 'rtp' });
  const phone = await TonePhone.open(security);
  phones.push(phone);
  await phone.call(leg, ['PCMA']);
  return { leg, phone };
}

/** A third address that knows the port, the codec and the source of a stream, and speaks for somebody else. */
async function intrude(port: number, ssrc: number) {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.9', resolve));
  const pcm = sine({ sampleRate: 8_000, frequencyHz: intruderHz, milliseconds: 20, levelDbfs: -10 });
  const payload = encodeAlaw(pcm);
  let heard = 0;
  let sent = 0;
  socket.on('message', () => (heard += 1));
  const timer = setInterval(() => {
    sent += 1;
    const sequence = (1_000 + sent) & 0xffff;
    const head = { marker: false, payloadType: 8, ssrc, sequence, timestamp: 50_000 + sent * 160 };
    socket.send(buildRtp({ ...head, payload }), port, '127.0.0.1');
  }, 20);
  onTestFinished(() => {
    clearInterval(timer);
    socket.close();
  });
  return { heard: () => heard, sent: () => sent };
}

describe.each(['none', 'sdes'] as const)('a third address, keys: %s', (security) => {
  test('can neither speak nor listen in a call that goes on', async () => {
    const [a, b] = [await party('a', security), await party('b', 'none')];
    a.phone.hum(440);
    b.phone.hum(880);
    await board.plane.bridge('a', 'b');
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    const intruder = await intrude(a.phone.media!.remote!.rtp.port, a.phone.ssrc);
    await expect.poll(() => intruder.sent() > 60, patience).toBe(true);
    expect([a.phone.tone(), b.phone.tone()]).toEqual([880, 440]);
    expect(b.phone.levelOf(intruderHz)).toBeLessThan(-45);
    expect(intruder.heard()).toBe(0);
  });

  test('that was quicker than the phone gives way to it', async () => {
    const [a, b] = [await party('a', security), await party('b', 'none')];
    b.phone.hum(880);
    await board.plane.bridge('a', 'b');
    const intruder = await intrude(a.phone.media!.remote!.rtp.port, a.phone.ssrc);
    await expect.poll(() => intruder.sent() > 5, patience).toBe(true);
    a.phone.hum(440);
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    const [heardBefore, sentBefore] = [intruder.heard(), intruder.sent()];
    await expect.poll(() => intruder.sent() > sentBefore + 40, patience).toBe(true);
    expect(intruder.heard()).toBe(heardBefore);
    expect(b.phone.levelOf(intruderHz)).toBeLessThan(-45);
    // Without the keys it was never taken for the phone at all.
    if (security === 'sdes') expect(heardBefore).toBe(0);
  });
});
