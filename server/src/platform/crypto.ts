import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const format = 1;
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts with AES-256-GCM under a 32-byte key: base64url of format, nonce, tag and ciphertext. */
export function seal(plain: string, key: Uint8Array): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(format), iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** Decrypts what `seal` made. @throws Error when the key is wrong or the text was altered. */
export function open(sealed: string, key: Uint8Array): string {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes[0] !== format || bytes.length < 1 + ivBytes + tagBytes) throw new Error('not a sealed text');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + ivBytes));
  decipher.setAuthTag(bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes));
  const body = bytes.subarray(1 + ivBytes + tagBytes);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

/** SHA-256 in hex of a random token: what is stored of API keys and links. Not for passwords. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares two texts in constant time. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
