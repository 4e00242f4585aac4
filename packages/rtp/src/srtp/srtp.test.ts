import { randomBytes } from 'node:crypto';
import { SrtcpSession, SrtpSession } from 'werift';
import { describe, expect, test } from 'vitest';
import { buildRtp } from '../packet/packet.ts';
import { deriveSrtpKeys } from './srtp-keys.ts';
import { SrtcpReceiver, SrtcpSender } from './srtcp.ts';
import { SrtpReceiver, SrtpSender } from './srtp.ts';
import { aesCm128Sha1With80, srtpSuite } from './suites.ts';

const master = { key: randomBytes(16), salt: randomBytes(14) };

function packet(sequence: number, text = 'sound'): Uint8Array {
  const payload = new TextEncoder().encode(text);
  return buildRtp({
    marker: false,
    payloadType: 0,
    sequence: sequence & 0xffff,
    timestamp: sequence * 160,
    ssrc: 77,
    payload,
  });
}

test('derives the keys of RFC 3711 B.3', () => {
  const sample = {
    key: Buffer.from('E1F97A0D3E018BE0D64FA32C06DE4139', 'hex'),
    salt: Buffer.from('0EC675AD498AFEEBB6960B3AABE6', 'hex'),
  };
  const keys = deriveSrtpKeys(sample, 'rtp', aesCm128Sha1With80);
  expect(keys.cipher.export().toString('hex')).toBe('c61e7a93744f39ee10734afe3ff7a087');
  expect(keys.salt.toString('hex')).toBe('30cbbc08863d8c85d49db34a9ae1');
  expect(keys.authentication.export().toString('hex')).toBe('cebe321f6ff7716b6fd4ab49af256a156d38baa4');
});

describe('SRTP', () => {
  test('opens what was sealed, through wraps of the sequence number', () => {
    const sender = new SrtpSender(master);
    const receiver = new SrtpReceiver(master);
    for (let sequence = 65_000; sequence < 65_536 * 2 + 100; sequence += 50) {
      const opened = receiver.unprotect(sender.protect(packet(sequence))!);
      expect(opened && Buffer.compare(opened, packet(sequence))).toBe(0);
    }
  });

  test('opens reordered packets around a wrap once each', () => {
    const sender = new SrtpSender(master);
    const receiver = new SrtpReceiver(master);
    const sealed = [65_533, 65_534, 65_535, 65_536, 65_537].map((sequence) => sender.protect(packet(sequence))!);
    const order = [0, 1, 3, 2, 4].map((index) => Buffer.from(sealed[index]!));
    expect(order.map((bytes) => receiver.unprotect(bytes) !== null)).toEqual([true, true, true, true, true]);
    expect(sealed.map((bytes) => receiver.unprotect(Buffer.from(bytes)))).toEqual([null, null, null, null, null]);
  });

  test('refuses forged and cut packets', () => {
    const sealed = new SrtpSender(master).protect(packet(1))!;
    for (let index = 0; index < sealed.length; index += 1) {
      const forged = Buffer.from(sealed);
      forged[index] = forged[index]! ^ 4;
      expect(new SrtpReceiver(master).unprotect(forged), `byte ${index}`).toBeNull();
      expect(new SrtpReceiver(master).unprotect(Buffer.from(sealed.subarray(0, index)))).toBeNull();
    }
  });

  test('agrees with another implementation in both directions', () => {
    const other = new SrtpSession({
      keys: {
        localMasterKey: master.key,
        localMasterSalt: master.salt,
        remoteMasterKey: master.key,
        remoteMasterSalt: master.salt,
      },
      profile: 1,
    });
    const sealed = new SrtpSender(master).protect(packet(9))!;
    expect(Buffer.compare(other.decrypt(Buffer.from(sealed)), packet(9))).toBe(0);
  });
});

describe('SRTCP', () => {
  const report = Buffer.from('80c90001000000ff', 'hex');
  const long = Buffer.concat([report, Buffer.from('81ca0002000000ff0101610000000000', 'hex')]);

  test('opens what was sealed, once', () => {
    const sealed = new SrtcpSender(master).protect(long);
    const receiver = new SrtcpReceiver(master);
    expect(receiver.unprotect(Buffer.from(sealed))?.equals(long)).toBe(true);
    expect(receiver.unprotect(Buffer.from(sealed))).toBeNull();
  });

  test('agrees with another implementation', () => {
    const keys = {
      localMasterKey: master.key,
      localMasterSalt: master.salt,
      remoteMasterKey: master.key,
      remoteMasterSalt: master.salt,
    };
    const other = new SrtcpSession({ keys, profile: 1 });
    expect(other.decrypt(new SrtcpSender(master).protect(long)).equals(long)).toBe(true);
    expect(new SrtcpReceiver(master).unprotect(other.encrypt(long))?.equals(long)).toBe(true);
  });

  test('refuses a changed report', () => {
    const sealed = new SrtcpSender(master).protect(long);
    sealed[12] = sealed[12]! ^ 1;
    expect(new SrtcpReceiver(master).unprotect(sealed)).toBeNull();
  });
});

test('derives the keys of RFC 6188 7.2 for 256 bits', () => {
  const sample = {
    key: Buffer.from('f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6', 'hex'),
    salt: Buffer.from('3b04803de51ee7c96423ab5b78d2', 'hex'),
  };
  const suite = srtpSuite('AES_256_CM_HMAC_SHA1_80')!;
  const keys = deriveSrtpKeys(sample, 'rtp', suite);
  expect(keys.cipher.export().toString('hex')).toBe('5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4');
  expect(keys.salt.toString('hex')).toBe('fa31791685ca444a9e07c6c64e93');
  expect(keys.authentication.export().toString('hex')).toBe('fd9c32d39ed5fbb5a9dc96b30818454d1313dc05');
});
