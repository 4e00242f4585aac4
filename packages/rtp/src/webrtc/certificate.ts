import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';

/** Plain text, so that it passes between threads. */
export type DtlsCertificate = {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** SHA-256, upper-case hexadecimal pairs, as in `a=fingerprint`. */
  readonly fingerprint: string;
};

const yearMs = 365 * 86_400_000;

/**
 * A self-signed P-256 certificate. Peers trust it by the fingerprint in our description alone (RFC 8122 5), so name and
 * dates only have to be well-formed: a day of clock difference before, ten years after `nowMs`.
 */
export function createDtlsCertificate(nowMs: number): DtlsCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(objectId('550403'), tagged(0x0c, Buffer.from('carillon')))));
  const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(nowMs - 86_400_000), time(nowMs + 10 * yearMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const der = sequence(content, ecdsaWithSha256, bitString(sign('sha256', content, privateKey)));
  return {
    certificatePem: pem(der),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: new X509Certificate(der).fingerprint256,
  };
}

/** One element of DER (ITU-T X.690 8.1): tag, length, content. */
function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function set(...parts: Uint8Array[]): Buffer {
  return tagged(0x31, ...parts);
}

function integer(value: Buffer): Buffer {
  return tagged(0x02, value);
}

function bitString(value: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), value);
}

function objectId(hexadecimal: string): Buffer {
  return tagged(0x06, Buffer.from(hexadecimal, 'hex'));
}

/** UTCTime up to 2049 (RFC 5280 4.1.2.5), as YYMMDDHHMMSSZ. */
function time(epochMs: number): Buffer {
  const text = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs / 1_000) * 1_000).toString();
  return tagged(0x17, Buffer.from(`${text.slice(2, 19).replace(/[-T:]/g, '')}Z`));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
