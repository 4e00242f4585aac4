/** Certificates for tests of caller identity: an authority of its own, and operators with a TNAuthList (RFC 8226). */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

type Der = Buffer;

function der(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, content.length >> 8, content.length & 0xff]), content]);
}

const sequence = (...parts: Uint8Array[]): Der => der(0x30, ...parts);
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ecdsaSha256 = sequence(hex('06 08 2a 86 48 ce 3d 04 03 02'));
const commonName = (name: string): Der =>
  sequence(der(0x31, sequence(hex('06 03 55 04 03'), der(0x0c, Buffer.from(name)))));
const time = (ms: number): Der =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));
const authorityExtension = sequence(hex('06 03 55 1d 13 01 01 ff'), der(0x04, sequence(hex('01 01 ff'))));

export type TnEntry =
  | { readonly spc: string }
  | { readonly number: string }
  | { readonly first: string; count: number };

/** The extension of RFC 8226 9. */
export function tnAuthListExtension(entries: readonly TnEntry[]): Der {
  const ia5 = (text: string) => der(0x16, Buffer.from(text));
  const list = entries.map((entry) => {
    if ('spc' in entry) return der(0xa0, ia5(entry.spc));
    if ('number' in entry) return der(0xa2, ia5(entry.number));
    return der(0xa1, sequence(ia5(entry.first), der(0x02, Buffer.from([entry.count]))));
  });
  return sequence(hex('06 08 2b 06 01 05 05 07 01 1a'), der(0x04, sequence(...list)));
}

export type Issued = { readonly pem: string; readonly key: KeyObject; readonly name: string };
export type CertificateOptions = {
  readonly name: string;
  readonly issuer?: Issued;
  readonly isAuthority?: boolean;
  readonly entries?: readonly TnEntry[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly curve?: 'prime256v1' | 'secp384r1';
};

let serial = 1;

/** One certificate; without `issuer` it signs itself. */
export function makeCertificate(options: CertificateOptions): Issued {
  const { name, issuer, isAuthority = false, entries, fromMs, toMs, curve = 'prime256v1' } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const extensions = [
    ...(isAuthority ? [authorityExtension] : []),
    ...(entries === undefined ? [] : [tnAuthListExtension(entries)]),
  ];
  serial += 1;
  const signed = sequence(
    hex('a0 03 02 01 02'),
    der(0x02, Buffer.from([serial])),
    ecdsaSha256,
    commonName(issuer?.name ?? name),
    sequence(time(fromMs), time(toMs)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  );
  const signature = sign('sha256', signed, issuer?.key ?? privateKey);
  const certificate = sequence(signed, ecdsaSha256, der(0x03, Buffer.from([0]), signature));
  const lines = certificate
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n');
  return { pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, key: privateKey, name };
}
