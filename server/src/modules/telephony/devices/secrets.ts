import { randomBytes } from 'node:crypto';
import { digestHa1 } from '@carillon/sip';

/**
 * The realm of every challenge. Stored digests depend on it, so it is a constant: the server may change its name or
 * address without making every telephone forget its password.
 */
export const sipRealm = 'carillon';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Text that people can type on a telephone's keys: no capital letters, nothing that looks alike. */
function readable(length: number): string {
  // 32 letters: five bits of each byte, so none is favoured.
  return Array.from(randomBytes(length), (byte) => letters[byte & 31]!).join('');
}

/** An opaque user name: says nothing about the person, and cannot be guessed from an extension. */
export const newSipUsername = (): string => `u${readable(11)}`;

/** 100 bits. */
export const newSipPassword = (): string => readable(20);

/** What is stored of a password (RFC 7616 3.4.2). */
export function digestSecrets(username: string, password: string): { ha1Md5: string; ha1Sha256: string } {
  return {
    ha1Md5: digestHa1('MD5', { username, realm: sipRealm, password }),
    ha1Sha256: digestHa1('SHA-256', { username, realm: sipRealm, password }),
  };
}
