import { createCipheriv, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Session keys of one direction (RFC 3711 4.3). `KeyObject`s: raw keys cost ten times as much per packet. */
export type SrtpKeys = {
  readonly cipher: KeyObject;
  readonly authentication: KeyObject;
  /** 14 bytes. */
  readonly salt: Buffer;
};

export type SrtpMasterKey = { readonly key: Buffer; readonly salt: Buffer };

const labels = { rtp: [0, 1, 2], rtcp: [3, 4, 5] } as const;

/** Keys for AES_CM_128_HMAC_SHA1_80, without key rate (RFC 3711 4.3.1). */
export function deriveSrtpKeys(master: SrtpMasterKey, stream: 'rtp' | 'rtcp'): SrtpKeys {
  const [cipher, authentication, salt] = labels[stream];
  return {
    cipher: createSecretKey(derive(master, cipher, 16)),
    authentication: createSecretKey(derive(master, authentication, 20)),
    salt: derive(master, salt, 14),
  };
}

function derive(master: SrtpMasterKey, label: number, length: number): Buffer {
  const counter = Buffer.alloc(16);
  master.salt.copy(counter, 0, 0, 14);
  counter[7] = (counter[7] ?? 0) ^ label;
  return createCipheriv('aes-128-ctr', master.key, counter).update(Buffer.alloc(length));
}
