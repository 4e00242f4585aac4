import { createSocket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { telephonyApp, until, type TelephonyApp } from '#test/factories/telephony';

/** A UDP source that nobody knows; counts the bytes that it gets. */
async function stranger(app: TelephonyApp, address: string) {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const got: string[] = [];
  socket.on('message', (bytes) => got.push(bytes.toString('latin1')));
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  const { port } = socket.address();
  const send = (message: string | Buffer): void => socket.send(message, app.modules.ports.udpPort, '127.0.0.1');
  return { address, port, got, send };
}

type Stranger = Awaited<ReturnType<typeof stranger>>;

/** The shortest request that is answered at all: the worst case for whoever is made to receive the answer. */
function shortRequest({ address, port }: Stranger, method: string, extra: readonly string[] = []): string {
  const to = extra.some((line) => line.startsWith('t:')) ? [] : ['t:<sip:b@127.0.0.1>'];
  return [
    `${method} sip:b@127.0.0.1 SIP/2.0`,
    `v:SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${Math.random().toString(36).slice(2, 8)}`,
    'f:<sip:b@127.0.0.1>;tag=1',
    ...to,
    `i:${Math.random().toString(36).slice(2, 8)}`,
    `CSeq:1 ${method}`,
    `m:<sip:b@${address}>`,
    ...extra,
    'l:0',
    '',
    '',
  ].join('\r\n');
}

const credentials =
  'Authorization: Digest username="u",realm="carillon",nonce="x",uri="sip:b",response="0",algorithm=MD5,qop=auth,' +
  'nc=00000001,cnonce="c"';

const kinds: readonly (readonly [string, string, readonly string[]])[] = [
  ['INVITE', 'INVITE', []],
  ['INVITE with made-up credentials', 'INVITE', [credentials]],
  ['INVITE with an unknown extension', 'INVITE', ['Require: foo']],
  ['INVITE of no dialog', 'INVITE', ['t:<sip:b@127.0.0.1>;tag=2']],
  ['INVITE with Replaces', 'INVITE', ['Replaces: a;to-tag=b;from-tag=c']],
  ['REGISTER', 'REGISTER', []],
  ['REGISTER with made-up credentials', 'REGISTER', [credentials]],
  ['OPTIONS', 'OPTIONS', []],
  ['BYE of no dialog', 'BYE', ['t:<sip:b@127.0.0.1>;tag=2']],
  ['CANCEL of nothing', 'CANCEL', []],
  ['MESSAGE', 'MESSAGE', []],
  ['SUBSCRIBE', 'SUBSCRIBE', ['Event: dialog']],
  ['PUBLISH', 'PUBLISH', ['Event: presence']],
  ['REFER', 'REFER', ['Refer-To: <sip:c@127.0.0.1>']],
  ['a method that nobody knows', 'FOO', []],
];

/** Answers may be larger than a request of the very least size, by no more than this. */
const mostBytesPerByte = 2.5;

describe('what strangers get', () => {
  test.each(kinds)('%s: one packet for one, hardly larger, and nothing is repeated', async (_title, method, extra) => {
    const app = await telephonyApp();
    const mallory = await stranger(app, '127.0.0.41');
    const request = shortRequest(mallory, method, extra);
    mallory.send(request);
    await until('an answer', () => mallory.got.length > 0);
    // An INVITE without a transaction can't be answered again by itself; other requests never are.
    if (method === 'INVITE')
      expect(app.modules.sip.stats()).toMatchObject({ serverTransactionsLive: 0, dialogsLive: 0 });
    mallory.send(shortRequest(mallory, 'OPTIONS', ['X-Last: 1']));
    await until('what was sent last is answered', () => mallory.got.length > 1);
    expect(mallory.got[1]).toMatch(/^SIP\/2.0 200/);
    expect(mallory.got[0]!.length / request.length).toBeLessThanOrEqual(mostBytesPerByte);
  });

  test('ACK, responses, and what is no message get no answer at all', async () => {
    const app = await telephonyApp();
    const mallory = await stranger(app, '127.0.0.42');
    const request = shortRequest(mallory, 'OPTIONS');
    mallory.send(shortRequest(mallory, 'ACK'));
    mallory.send(shortRequest(mallory, 'ACK', ['t:<sip:b@127.0.0.1>;tag=2']));
    mallory.send(request.replace('OPTIONS sip:b@127.0.0.1 SIP/2.0', 'SIP/2.0 200 OK'));
    mallory.send(request.replace('OPTIONS sip:b@127.0.0.1 SIP/2.0', 'SIP/2.0 401 Unauthorized'));
    mallory.send(Buffer.from([0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42]));
    mallory.send(Buffer.alloc(600, 7));
    mallory.send('INVITE\r\n\r\n');
    mallory.send(request);
    await until('the OPTIONS is answered', () => mallory.got.length > 0);
    expect(mallory.got.map((text) => text.slice(0, 11))).toEqual(['SIP/2.0 200']);
  });

  test('STUN: an answer of the size of the question, to Binding requests only', async () => {
    const app = await telephonyApp();
    const mallory = await stranger(app, '127.0.0.43');
    const binding = Buffer.alloc(20);
    binding.writeUInt16BE(1, 0);
    binding.writeUInt32BE(0x2112a442, 4);
    mallory.send(binding);
    await until('an answer', () => mallory.got.length > 0);
    expect(mallory.got[0]!.length).toBeLessThanOrEqual(32);
    const indication = Buffer.from(binding);
    indication.writeUInt16BE(0x11, 0);
    mallory.send(indication);
    mallory.send(shortRequest(mallory, 'OPTIONS'));
    await until('the OPTIONS is answered', () => mallory.got.length > 1);
    expect(mallory.got[1]).toContain('SIP/2.0 200');
  });

  test('a flood is answered up to the rate that one address may receive', async () => {
    const app = await telephonyApp();
    const mallory = await stranger(app, '127.0.0.44');
    for (let index = 0; index < 1_500; index += 1) {
      mallory.send(shortRequest(mallory, 'REGISTER'));
      if (index % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
    }
    await until('all were read', () => app.modules.guard.counters().answersWithheld > 900);
    await until('all answers arrived', () => mallory.got.length >= 490);
    expect(mallory.got.length).toBeLessThanOrEqual(500);
    expect(app.modules.sip.stats().serverTransactionsLive).toBe(0);
  });
});
