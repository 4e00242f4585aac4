import { createCipheriv, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { saltBytes } from './suites.ts';
import type { SrtpSuite } from './suites.ts';

/** Session keys of one direction (RFC 3711 4.3). `KeyObject`s: raw keys cost ten times as much per packet. */
export type SrtpKeys = {
  readonly cipher: KeyObject;
  readonly authentication: KeyObject;
  /** 14 bytes. */
  readonly salt: Buffer;
};

export type SrtpMasterKey = { readonly key: Buffer; readonly salt: Buffer };

const labels = { rtp: [0, 1, 2], rtcp: [3, 4, 5] } as const;

/** Without key derivation rate (RFC 3711 4.3.1; RFC 6188 3 for keys of 256 bits). */
export function deriveSrtpKeys(master: SrtpMasterKey, stream: 'rtp' | 'rtcp', suite: SrtpSuite): SrtpKeys {
  const [cipher, authentication, salt] = labels[stream];
  return {
    cipher: createSecretKey(derive(master, suite, { label: cipher, length: suite.keyBytes })),
    authentication: createSecretKey(derive(master, suite, { label: authentication, length: 20 })),
    salt: derive(master, suite, { label: salt, length: saltBytes }),
  };
}

function derive(master: SrtpMasterKey, suite: SrtpSuite, wanted: { label: number; length: number }): Buffer {
  const counter = Buffer.alloc(16);
  master.salt.copy(counter, 0, 0, saltBytes);
  counter[7] = (counter[7] ?? 0) ^ wanted.label;
  return createCipheriv(suite.cipher, master.key, counter).update(Buffer.alloc(wanted.length));
}
