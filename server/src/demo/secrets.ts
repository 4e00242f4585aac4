import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'demo-seed';
/** No letters that look alike, so that a password can be typed from a screen. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

export type SeedState = { readonly seed: Buffer; readonly isNew: boolean };

/** The random seed of the demonstration's secrets, kept in the data folder; made at the first start. */
export async function loadSeed(dataDir: string): Promise<SeedState> {
  const path = join(dataDir, fileName);
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept && /^[0-9a-f]{64}\s*$/.test(kept)) return { seed: Buffer.from(kept.trim(), 'hex'), isNew: false };
  const seed = randomBytes(32);
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${seed.toString('hex')}\n`, { mode: 0o600 });
  return { seed, isNew: true };
}

/** Bytes that belong to `purpose` alone (HKDF-SHA256, RFC 5869). */
function derive(seed: Uint8Array, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', seed, 'carillon demo', purpose, length));
}

/** A readable secret, the same at each start: some five bits a character. */
export function derivedPassword(seed: Uint8Array, purpose: string, length: number): string {
  const bytes = derive(seed, purpose, length * 2);
  return Array.from({ length }, (_, index) => letters[bytes.readUInt16BE(index * 2) % letters.length]).join('');
}

/** An API key of the usual form. */
export function derivedApiKey(seed: Uint8Array, purpose: string): string {
  const bytes = derive(seed, purpose, 38);
  return `car_${bytes.subarray(0, 6).toString('base64url')}_${bytes.subarray(6).toString('base64url')}`;
}
