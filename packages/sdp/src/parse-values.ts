import type { CryptoLine, Fingerprint, IceCandidate, RtcpAttribute, RtpMap, SdpConnection, SsrcLine } from './types.ts';

/** Digits only, up to 2^53; otherwise undefined. */
export function parseUnsigned(text: string): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

export function isPort(port: number): boolean {
  return port >= 0 && port <= 65_535;
}

/** "IN IP4 192.0.2.1", with the multicast suffixes cut off. */
export function parseConnection(value: string): SdpConnection | undefined {
  const [netType, addressType, address] = value.trim().split(/ +/);
  if (netType !== 'IN' || !addressType || !address) return undefined;
  return { addressType, address: address.split('/')[0] ?? address };
}

/** "111 opus/48000/2". */
export function parseRtpMap(value: string): RtpMap | undefined {
  const match = /^(\d{1,3}) +([^/ ]+)\/(\d{1,9})(?:\/(\d{1,3}))? *$/.exec(value);
  if (!match) return undefined;
  const payloadType = Number(match[1]);
  if (payloadType > 127) return undefined;
  const map: RtpMap = { payloadType, encoding: match[2] ?? '', clockRate: Number(match[3]) };
  return match[4] === undefined ? map : { ...map, channels: Number(match[4]) };
}

/** RFC 8839 5.1: foundation component transport priority address port "typ" type extensions. */
export function parseCandidate(value: string): IceCandidate | undefined {
  const words = value.split(/ +/);
  const [foundation, componentText, transport, priorityText, address, portText, typ, type, ...rest] = words;
  const component = parseUnsigned(componentText ?? '');
  const priority = parseUnsigned(priorityText ?? '');
  const port = parseUnsigned(portText ?? '');
  if (!foundation || !transport || !address || typ !== 'typ' || !type) return undefined;
  if (component === undefined || priority === undefined || port === undefined || !isPort(port)) return undefined;
  const extensions: [string, string][] = [];
  for (let index = 0; index + 1 < rest.length; index += 2) extensions.push([rest[index] ?? '', rest[index + 1] ?? '']);
  return { foundation, component, transport, priority, address, port, type, extensions };
}

/** "sha-256 AB:CD:...". */
export function parseFingerprint(value: string): Fingerprint | undefined {
  const match = /^([\w-]{1,32}) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*) *$/.exec(value);
  if (!match) return undefined;
  return { hash: (match[1] ?? '').toLowerCase(), value: (match[2] ?? '').toUpperCase() };
}

/** "1 AES_CM_128_HMAC_SHA1_80 inline:...". */
export function parseCrypto(value: string): CryptoLine | undefined {
  const match = /^(\d{1,9}) +(\S+) +(\S+)(?: +(.+))?$/.exec(value);
  if (!match) return undefined;
  const line: CryptoLine = { tag: Number(match[1]), suite: match[2] ?? '', keyParameters: match[3] ?? '' };
  return match[4] === undefined ? line : { ...line, sessionParameters: match[4].trimEnd() };
}

/** "1234 cname:abc" or "1234 attribute". */
export function parseSsrc(value: string): SsrcLine | undefined {
  const match = /^(\d{1,10}) +([^: ]+)(?::(.*))?$/.exec(value);
  if (!match || Number(match[1]) > 0xffffffff) return undefined;
  const line: SsrcLine = { ssrc: Number(match[1]), attribute: match[2] ?? '' };
  return match[3] === undefined ? line : { ...line, value: match[3] };
}

/** "5001" or "5001 IN IP4 192.0.2.1". */
export function parseRtcp(value: string): RtcpAttribute | undefined {
  const [portText, ...rest] = value.trim().split(/ +/);
  const port = parseUnsigned(portText ?? '');
  if (port === undefined || !isPort(port)) return undefined;
  const connection = parseConnection(rest.join(' '));
  return connection ? { port, connection } : { port };
}
