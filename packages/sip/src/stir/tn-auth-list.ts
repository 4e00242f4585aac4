/** Reads who may sign for which numbers out of a certificate (RFC 8226 9): Node.js does not show that extension. */

export type TnAuthorization =
  /** Service provider code: an operator. */
  | { readonly kind: 'provider'; readonly code: string }
  | { readonly kind: 'range'; readonly first: string; readonly count: number }
  | { readonly kind: 'number'; readonly number: string };

type Element = { readonly tag: number; readonly content: Uint8Array };

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const EXTENSIONS = 0xa3;
/** 1.3.6.1.5.5.7.1.26 (id-pe-TNAuthList). */
const TN_AUTH_LIST = Buffer.from([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x1a]);

/** @param der the certificate; null when it has no such list, or a malformed one */
export function readTnAuthList(der: Uint8Array): TnAuthorization[] | null {
  const certificate = elements(der)?.[0];
  const signed = certificate === undefined ? undefined : elements(certificate.content)?.[0];
  const outer = signed === undefined ? undefined : elements(signed.content)?.find(({ tag }) => tag === EXTENSIONS);
  const list = outer === undefined ? undefined : elements(outer.content)?.[0];
  for (const extension of list === undefined ? [] : (elements(list.content) ?? [])) {
    const parts = elements(extension.content) ?? [];
    const isWanted = parts[0]?.tag === OBJECT_IDENTIFIER && TN_AUTH_LIST.equals(parts[0].content);
    const value = parts.at(-1);
    if (isWanted && value?.tag === OCTET_STRING) return readEntries(value.content);
  }
  return null;
}

function readEntries(der: Uint8Array): TnAuthorization[] | null {
  const list = elements(der)?.[0];
  const entries = list?.tag === SEQUENCE ? elements(list.content) : null;
  const read = entries?.map(readEntry) ?? [null];
  return read.every((entry) => entry !== null) ? read : null;
}

/** CHOICE of explicitly tagged types: [0] code, [1] range, [2] one number. */
function readEntry({ tag, content }: Element): TnAuthorization | null {
  const inner = elements(content);
  if (inner === null) return null;
  const text = (at: number) => Buffer.from(inner[at]?.content ?? []).toString('latin1');
  if (tag === 0xa0) return { kind: 'provider', code: text(0) };
  if (tag === 0xa2) return { kind: 'number', number: text(0) };
  const parts = tag === 0xa1 && inner.length === 1 ? elements(inner[0]!.content) : inner;
  const [first, count] = parts ?? [];
  if (tag !== 0xa1 || first === undefined || count === undefined || count.content.length > 6) return null;
  const size = Buffer.from(count.content).readUIntBE(0, count.content.length);
  return { kind: 'range', first: Buffer.from(first.content).toString('latin1'), count: size };
}

/** The elements of a DER sequence; null when its lengths do not fit. */
function elements(der: Uint8Array): Element[] | null {
  const found: Element[] = [];
  let at = 0;
  while (at < der.length) {
    const tag = der[at]!;
    const first = der[at + 1];
    if (first === undefined) return null;
    const bytes = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || bytes > 4 || at + 2 + bytes > der.length) return null;
    const length = bytes === 0 ? first : Buffer.from(der.subarray(at + 2, at + 2 + bytes)).readUIntBE(0, bytes);
    const start = at + 2 + bytes;
    if (start + length > der.length) return null;
    found.push({ tag, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/** True when the list lets its holder sign for this number (digits); an operator signs for all of its numbers. */
export function coversNumber(list: readonly TnAuthorization[], number: string): boolean {
  return list.some((entry) => {
    if (entry.kind === 'provider') return true;
    if (entry.kind === 'number') return entry.number === number;
    const offset = Number(BigInt(number.replace(/\D/g, '') || '0') - BigInt(entry.first.replace(/\D/g, '') || '0'));
    return number.length === entry.first.length && offset >= 0 && offset < entry.count;
  });
}
