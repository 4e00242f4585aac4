/** Spoils a message: bytes, lines, numbers, and header values that stacks have stumbled over. */

type Random = () => number;

const nasty = [
  '',
  ' ',
  '\0',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '%00',
  '%',
  '"',
  '\\',
  '<',
  '>',
  ';',
  ',',
  ':',
  ';;',
  '=',
  '*',
  '-1',
  '0',
  '4294967295',
  '4294967296',
  '99999999999999999999',
  '2147483648',
  'é',
  '\u{1f4a5}',
  '[::1]',
  '[',
  ';tag=',
  ';lr',
  ';branch=z9hG4bK',
  'sip:',
  'tel:+',
  'SIP/2.0',
  '100rel',
  'multipart/mixed;boundary=b',
  '--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--',
];
const headers = [
  'Require: 100rel',
  'Require: timer, foo',
  'Supported: 100rel, timer',
  'RSeq: 1',
  'RAck: 1 1 INVITE',
  'Session-Expires: 90;refresher=uas',
  'Session-Expires: 1',
  'Min-SE: 5000',
  'Replaces: a;to-tag=b;from-tag=c',
  'Refer-To: <sip:x@127.0.0.9?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>',
  'Event: refer',
  'Subscription-State: terminated',
  'Record-Route: <sip:127.0.0.3;lr>, <sip:127.0.0.9>',
  'Route: <sip:127.0.0.3>',
  'Contact: *',
  'Contact: <sip:x@127.0.0.3>',
  'Via: SIP/2.0/UDP 127.0.0.3;branch=z9hG4bKx',
  'Content-Length: 5',
  'Content-Type: multipart/mixed;boundary=b',
  'Retry-After: 1',
  'Expires: 0',
  'Max-Forwards: 0',
];
const methods = 'INVITE ACK BYE CANCEL UPDATE PRACK INFO REFER NOTIFY OPTIONS REGISTER SUBSCRIBE MESSAGE FOO'.split(
  ' ',
);

type Mutation = (text: string, random: Random) => string;

const at = (text: string, random: Random): number => Math.floor(random() * (text.length + 1));
const one = <Value>(list: readonly Value[], random: Random): Value => list[Math.floor(random() * list.length)]!;
const onLine =
  (change: (line: string, random: Random) => string[]): Mutation =>
  (text, random) => {
    const lines = text.split('\r\n');
    const index = Math.floor(random() * lines.length);
    return lines.toSpliced(index, 1, ...change(lines[index]!, random)).join('\r\n');
  };

const mutations: readonly Mutation[] = [
  // Nothing: the same message again, from somebody else.
  (text) => text,
  (text, random) => {
    const from = at(text, random);
    return text.slice(0, from) + one(nasty, random) + text.slice(from + Math.floor(random() * 12));
  },
  (text, random) => text.slice(0, at(text, random)),
  onLine(() => []),
  onLine((line) => [line, line]),
  onLine((line, random) => [line, one(headers, random)]),
  onLine((line, random) => [`${line.split(':', 1)[0]}: ${one(nasty, random)}`]),
  onLine((line, random) => [line + one(nasty, random).repeat(1 + Math.floor(random() ** 4 * 2_000))]),
  (text, random) => text.replace(/\d+/g, (number) => (random() < 0.1 ? one(nasty, random) : number)),
  (text, random) => text.replaceAll(one(methods, random), one(methods, random)),
  (text, random) => text.replace(/^SIP\/2\.0 \d+/, () => `SIP/2.0 ${100 + Math.floor(random() * 620)}`),
  (text, random) => text.replace(/branch=z9hG4bK[^;\r]*/, () => `branch=z9hG4bK${Math.floor(random() * 1e9)}`),
  (text, random) =>
    text.replace(/^CSeq: (\d+)/m, (_all, number) => `CSeq: ${Number(number) + 1 + Math.floor(random() * 3)}`),
];

/** One to four mutations; bytes above 127 are kept as they are. */
export const mutated = (source: Uint8Array, random: Random): Uint8Array => {
  let text = Buffer.from(source).toString('latin1');
  const times = 1 + Math.floor(random() * 4);
  for (let time = 0; time < times; time += 1) text = one(mutations, random)(text, random);
  return Buffer.from(text.slice(0, 60_000), 'latin1');
};
