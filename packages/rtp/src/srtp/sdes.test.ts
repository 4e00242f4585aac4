import { describe, expect, test } from 'vitest';
import { buildRtp } from '../packet/packet.ts';
import { SdesSession } from './sdes-session.ts';
import { createSdesKey, readSdesKey, sdesKeyParameters } from './sdes.ts';
import { srtpSuites } from './suites.ts';
import { SrtpSender } from './srtp.ts';

const suite = 'AES_CM_128_HMAC_SHA1_80';
const inline = 'inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';

function packet(sequence: number): Uint8Array {
  const payload = new TextEncoder().encode('sound');
  const head = { marker: false, payloadType: 0, ssrc: 7, timestamp: sequence * 160 };
  return buildRtp({ ...head, sequence: sequence & 0xffff, payload });
}

const report = Buffer.from('81c8000c00000007000000000000000000000000000000000000000000000000', 'hex');

describe('keys in a description', () => {
  test.each([
    ['plain', inline],
    ['with a lifetime', `${inline}|2^20`],
    ['with a lifetime as a number', `${inline}|1048576`],
  ])('%s is read', (_name, keyParameters) => {
    expect(readSdesKey({ suite, keyParameters })).toMatchObject({ suite, mkiBytes: 0 });
  });

  test('the identifier of a key is known by its length', () => {
    expect(readSdesKey({ suite, keyParameters: `${inline}|2^20|1:4` })).toMatchObject({ mkiBytes: 4 });
    expect(readSdesKey({ suite, keyParameters: `${inline}|1:4` })).toMatchObject({ mkiBytes: 4 });
  });

  test.each([
    ['a suite that nobody has', { suite: 'F8_128_HMAC_SHA1_80', keyParameters: inline }],
    ['a short key', { suite, keyParameters: 'inline:AAAA' }],
    ['a key of another suite', { suite: 'AES_256_CM_HMAC_SHA1_80', keyParameters: inline }],
    ['several keys', { suite, keyParameters: `${inline}|2^20|1:4;${inline}|2^20|2:4` }],
    ['encryption switched off', { suite, keyParameters: inline, sessionParameters: 'UNENCRYPTED_SRTP' }],
    ['authentication switched off', { suite, keyParameters: inline, sessionParameters: 'UNAUTHENTICATED_SRTP' }],
    ['a key derivation rate', { suite, keyParameters: inline, sessionParameters: 'KDR=1' }],
    ['another key method', { suite, keyParameters: 'outline:x' }],
  ])('%s must not be chosen', (_name, line) => {
    expect(readSdesKey(line)).toBeUndefined();
  });

  test('parameters that change nothing, or may be ignored, are taken', () => {
    const sessionParameters = 'WSH=64 FEC_ORDER=FEC_SRTP -SOMETHING=1';
    expect(readSdesKey({ suite, keyParameters: inline, sessionParameters })).toBeDefined();
  });

  test('ours are read by ourselves', () => {
    for (const each of srtpSuites) {
      const key = createSdesKey(each);
      expect(readSdesKey({ suite: each.name, keyParameters: sdesKeyParameters(key) })).toEqual(key);
    }
  });
});

describe.each(srtpSuites)('$name', (each) => {
  const [ours, theirs] = [createSdesKey(each), createSdesKey(each)];

  test('opens what the other side sealed, sound and reports, once', () => {
    const [here, there] = [new SdesSession(ours, theirs), new SdesSession(theirs, ours)];
    const sealed = here.protectRtp(packet(1))!;
    expect(sealed.length).toBe(packet(1).length + each.tagBytes);
    expect(sealed.includes('sound')).toBe(false);
    expect(there.unprotectRtp(Buffer.from(sealed), 0)?.equals(packet(1))).toBe(true);
    expect(there.unprotectRtp(Buffer.from(sealed), 0)).toBeNull();
    const sealedReport = here.protectRtcp(report);
    expect(sealedReport.length).toBe(report.length + 14);
    expect(there.unprotectRtcp(Buffer.from(sealedReport), 0)?.equals(report)).toBe(true);
    expect(there.unprotectRtcp(Buffer.from(sealedReport), 0)).toBeNull();
  });

  test('goes on through wraps of the sequence number, and refuses what was changed', () => {
    const [here, there] = [new SdesSession(ours, theirs), new SdesSession(theirs, ours)];
    for (let sequence = 65_500; sequence < 65_600; sequence += 1) {
      const sealed = here.protectRtp(packet(sequence))!;
      const forged = Buffer.from(sealed);
      forged[20] = forged[20]! ^ 1;
      expect(there.unprotectRtp(forged, 0)).toBeNull();
      expect(there.unprotectRtp(sealed, 0)?.equals(packet(sequence))).toBe(true);
    }
  });
});

describe('a change of keys', () => {
  const [one, other, fresh] = [
    createSdesKey(srtpSuites[1]!),
    createSdesKey(srtpSuites[1]!),
    createSdesKey(srtpSuites[2]!),
  ];

  test('packets of the former key are heard for two seconds, those of the new one at once', () => {
    const [here, before, after] = [
      new SdesSession(one, other),
      new SdesSession(other, one),
      new SdesSession(fresh, one),
    ];
    here.rekey(one, fresh, 1_000);
    expect(here.unprotectRtp(after.protectRtp(packet(1))!, 1_000)).not.toBeNull();
    expect(here.unprotectRtp(before.protectRtp(packet(2))!, 2_900)).not.toBeNull();
    expect(here.unprotectRtp(before.protectRtp(packet(3))!, 3_100)).toBeNull();
  });

  test('the same keys again keep rollover and replay window', () => {
    const [here, there] = [new SdesSession(one, other), new SdesSession(other, one)];
    const sealed = there.protectRtp(packet(1))!;
    for (let sequence = 2; sequence < 65_600; sequence += 40) {
      here.unprotectRtp(there.protectRtp(packet(sequence))!, 0);
    }
    here.rekey(one, other, 0);
    expect(here.unprotectRtp(there.protectRtp(packet(65_601))!, 0)?.equals(packet(65_601))).toBe(true);
    expect(here.unprotectRtp(sealed, 0)).toBeNull();
  });
});

test('a key identifier in the packets is skipped', () => {
  const key = { ...createSdesKey(srtpSuites[1]!), mkiBytes: 4 };
  const master = { key: Buffer.from(key.keyAndSalt.subarray(0, 16)), salt: Buffer.from(key.keyAndSalt.subarray(16)) };
  const sealed = new SrtpSender(master).protect(packet(1))!;
  const named = Buffer.concat([sealed.subarray(0, -10), Buffer.from([0, 0, 0, 1]), sealed.subarray(-10)]);
  expect(new SdesSession(key, key).unprotectRtp(named, 0)?.equals(packet(1))).toBe(true);
});
