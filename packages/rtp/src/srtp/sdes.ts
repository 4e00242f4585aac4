import { randomBytes } from 'node:crypto';
import { saltBytes, srtpSuite } from './suites.ts';
import type { SrtpSuite } from './suites.ts';

/** One side's key as a description carries it; plain, so that it passes between threads. Never to be logged. */
export type SdesKey = {
  readonly suite: string;
  /** Key and salt. */
  readonly keyAndSalt: Uint8Array;
  /** Bytes that the sender puts between payload and tag to name this key; 0 for none (RFC 4568 6.1). */
  readonly mkiBytes: number;
};

/** Parameters that change nothing for us: the order of FEC, which we do not use, and a hint for the replay window. */
const harmless = /^(?:FEC_ORDER=\S+|WSH=\d+)$/;
const keyParameter = /^inline:([A-Za-z0-9+/]+={0,2})(?:\|(?:2\^\d{1,2}|\d{1,15}))?(?:\|(\d{1,10}):(\d{1,3}))?$/;

type CryptoLine = { readonly suite: string; readonly keyParameters: string; readonly sessionParameters?: string };

/**
 * The key of a crypto attribute (RFC 4568 9.2). Undefined when it must not be chosen: a suite that we do not have, a key
 * of another length, several keys, encryption or authentication switched off, or a parameter that we do not know.
 */
export function readSdesKey(line: CryptoLine): SdesKey | undefined {
  const suite = srtpSuite(line.suite);
  const match = keyParameter.exec(line.keyParameters);
  if (!suite || !match) return undefined;
  const optional = (line.sessionParameters ?? '').split(/\s+/).filter((parameter) => parameter !== '');
  // A leading "-" says that ignoring it is fine (RFC 4568 6.3.7).
  if (!optional.every((parameter) => parameter.startsWith('-') || harmless.test(parameter))) return undefined;
  const keyAndSalt = Buffer.from(match[1] ?? '', 'base64');
  const mkiBytes = Number(match[3] ?? 0);
  if (keyAndSalt.length !== suite.keyBytes + saltBytes || mkiBytes > 128) return undefined;
  return { suite: suite.name, keyAndSalt, mkiBytes };
}

/** A fresh key of ours, without MKI. */
export function createSdesKey(suite: SrtpSuite): SdesKey {
  return { suite: suite.name, keyAndSalt: randomBytes(suite.keyBytes + saltBytes), mkiBytes: 0 };
}

/** "inline:…", the value of our crypto attribute. */
export function sdesKeyParameters({ keyAndSalt }: SdesKey): string {
  return `inline:${Buffer.from(keyAndSalt).toString('base64')}`;
}
