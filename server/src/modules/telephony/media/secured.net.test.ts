import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TonePhone } from './testing/tone-phone.ts';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 10_000, interval: 50 };
let board: Switchboard;
const phones: TonePhone[] = [];

beforeEach(() => {
  board = Switchboard.open();
});
afterEach(async () => {
  await Promise.all(phones.splice(0).map((phone) => phone.close()));
  await board.close();
});

async function securedPhone(legId: string, humHz: number) {
  const leg = await board.plane.openLeg({ legId, transport: 'rtp' });
  const phone = await TonePhone.open('sdes');
  phones.push(phone);
  await phone.call(leg, ['PCMA']);
  phone.hum(humHz);
  return { leg, phone };
}

describe('keys by SDES', () => {
  test('a secured and a plain phone hear each other; on the wire of the first everything is sealed', async () => {
    const a = await securedPhone('a', 440);
    const b = await board.connect('b', ['PCMA'], { humHz: 880 });
    expect(a.phone.media?.sdes?.local.suite).toBe('AES_256_CM_HMAC_SHA1_80');
    await board.plane.bridge('a', 'b');
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    expect(a.phone.sealedBytes.every((bytes) => bytes === 172 + 10)).toBe(true);
    await expect.poll(() => a.phone.reports.some(({ kind }) => kind === 'sender_report'), patience).toBe(true);
  });

  test('our offer is answered, with digits and prompts', async () => {
    const leg = await board.plane.openLeg({ legId: 'a', transport: 'rtp', security: 'sdes' });
    const phone = await TonePhone.open();
    phones.push(phone);
    await phone.answer(leg, ['PCMU']);
    const digits: string[] = [];
    leg.on('digit', (digit) => digits.push(digit));
    await leg.play({ source: { kind: 'tone', tone: 'sine880' } });
    await expect.poll(() => phone.tone(), patience).toBe(880);
    phone.hum(440);
    phone.press('7');
    await expect.poll(() => digits, patience).toEqual(['7']);
  });

  test('a re-negotiation keeps our key; new keys of the phone are followed', async () => {
    const a = await securedPhone('a', 440);
    const b = await board.connect('b', ['PCMA'], { humHz: 880 });
    await board.plane.bridge('a', 'b');
    await expect.poll(() => b.phone.tone(), patience).toBe(440);
    const before = a.phone.media?.sdes;
    a.phone.forgetKeys();
    await a.phone.call(a.leg, ['PCMA']);
    const after = a.phone.media?.sdes;
    expect(after?.remote).toEqual(before?.remote);
    expect(after?.local).not.toEqual(before?.local);
    const changedAt = performance.now();
    await expect.poll(() => performance.now() - changedAt > 500, patience).toBe(true);
    expect([a.phone.tone(), b.phone.tone()]).toEqual([880, 440]);
  });

  test('packets without a seal are not heard and do not take the line over', async () => {
    const a = await securedPhone('a', 440);
    const b = await board.connect('b', ['PCMA']);
    await board.plane.bridge('a', 'b');
    await expect.poll(() => b.phone.tone(), patience).toBe(440);
    a.phone.quiet();
    const stranger = createSocket('udp4');
    const { port, address } = a.phone.media!.remote!.rtp;
    const heardBefore = (await a.leg.counters()).packetsReceived;
    const plain = Buffer.alloc(172, 0xd5);
    plain.writeUInt32BE(0x80080001, 0);
    for (let index = 0; index < 20; index += 1) stranger.send(plain, port, address);
    a.phone.hum(600);
    await expect.poll(() => b.phone.tone(), patience).toBe(600);
    expect((await a.leg.counters()).packetsReceived).toBeGreaterThan(heardBefore);
    stranger.close();
  });
});
