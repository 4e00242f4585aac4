import { request } from 'node:http';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startProgram, type Program } from '../program.ts';
import { Api, metric, nothingLeft } from './support/api.ts';
import { Attacker, closedByServer, leaveOpen, tortureMessages } from './support/attacks.ts';
import { Ear } from './support/ear.ts';
import { talking, Telephone } from './support/telephone.ts';
import { until } from './support/waiting.ts';

const longestGapMs = 200;
const unharmed = { gapMs: 0, dead: false, notReady: false, internalErrors: 0, errors: [], grownBytes: 0 };

describe('whatever strangers send, the call in progress goes on', () => {
  let program: Program;
  let ada: Telephone;
  let ben: Telephone;
  let residentBefore = 0;
  let startedMs = 0;
  const attackers: Attacker[] = [];

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '27400-27798' });
    const [first, second] = program.demo.organizations[0]!.users;
    ada = await Telephone.registered(program.demo.sip, first!, { toneHz: 500 });
    ben = await Telephone.registered(program.demo.sip, second!, { toneHz: 900 });
    const answered = ben.answer();
    await ada.call(ben.account.extension);
    await answered;
    await until('both hear each other', () => talking(ada, ben));
    residentBefore = await metric(program, 'process_resident_memory_bytes');
  }, 120_000);
  afterAll(async () => {
    await ada?.close();
    await ben?.close();
    await program?.stop();
  });

  /** After each attack the call is as it was and the server is well. */
  afterEach(async () => {
    for (const attacker of attackers.splice(0)) attacker.close();
    await until('both still hear each other', () => talking(ada, ben));
    const gaps = [ada.ear.longestGapMs(ben.toneHz, startedMs), ben.ear.longestGapMs(ada.toneHz, startedMs)];
    const grownBytes = (await metric(program, 'process_resident_memory_bytes')) - residentBefore;
    const harm = {
      gapMs: Math.max(...gaps) < longestGapMs ? 0 : Math.max(...gaps),
      dead: !program.isAlive(),
      notReady: (await fetch(`${http()}/readyz`)).status !== 200,
      internalErrors: await metric(program, 'carillon_sip_internal_errors'),
      errors: program.errors(),
      grownBytes: grownBytes < 200_000_000 ? 0 : grownBytes,
    };
    if (JSON.stringify(harm) !== JSON.stringify(unharmed)) throw new Error(JSON.stringify(harm, null, 2));
  });

  const http = (): string => `http://127.0.0.1:${program.httpPort}`;

  async function attacker(address: string): Promise<Attacker> {
    const made = await Attacker.from(address, program.demo.sip);
    attackers.push(made);
    startedMs = performance.now();
    return made;
  }

  it('survives random bytes, oversized datagrams and giant headers', async () => {
    const mallory = await attacker('127.0.0.20');
    await mallory.send(...Array.from({ length: 300 }, (_, index) => randomBytes((index * 7) % 1400)));
    await mallory.send(...Array.from({ length: 5 }, () => randomBytes(65_000)));
    await mallory.send(mallory.request('OPTIONS', { extra: [`X-Long: ${'a'.repeat(60_000)}`] }));
    await mallory.send(mallory.request('OPTIONS', { extra: Array.from({ length: 2_000 }, (_, i) => `X-${i}: ${i}`) }));
    await mallory.send(mallory.request('INVITE', { uri: `sip:${'9'.repeat(30_000)}@127.0.0.1` }));
    await mallory.send('INVITE sip:127.0.0.1 SIP/2.0\r\nContent-Length: 99999999999\r\n\r\n');
    // Who sends so much of it is not heard any more; everybody else is.
    await until('the source is banned', async () => (await metric(program, 'carillon_sip_banned_sources')) > 0);
    expect(await (await attacker('127.0.0.35')).ask('OPTIONS')).toBe(200);
  });

  it('survives the torture messages of RFC 4475, in UDP and TCP', async () => {
    const mallory = await attacker('127.0.0.21');
    const messages = tortureMessages();
    expect(messages).toHaveLength(49);
    await mallory.send(...messages);
    const sockets = await Promise.all(messages.map((bytes) => leaveOpen(program.demo.sip, '127.0.0.21', bytes)));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    expect(await mallory.ask('OPTIONS')).toBe(200);
  });

  it('gives up on half-open, dripping and senseless TCP connections', async () => {
    const mallory = await attacker('127.0.0.22');
    const silent = await leaveOpen(program.demo.sip, '127.0.0.22');
    const half = await leaveOpen(program.demo.sip, '127.0.0.22', mallory.request('OPTIONS').slice(0, 60));
    const noise = await leaveOpen(program.demo.sip, '127.0.0.22', randomBytes(100_000));
    const hello = Buffer.from('16030100c8010000c40303', 'hex');
    const tls = await leaveOpen(program.demo.sip, '127.0.0.22', Buffer.concat([hello, randomBytes(200)]));
    const slow = await leaveOpen(program.demo.sip, '127.0.0.22', 'OPTIONS sip:127.0.0.1 SIP/2.0\r\n');
    const drip = setInterval(() => slow.destroyed || slow.write('X: 1\r\n'), 200);
    const sockets = [silent, half, noise, tls, slow];
    onTestFinished(() => {
      clearInterval(drip);
      sockets.forEach((socket) => socket.destroy());
    });
    await Promise.all(sockets.map((socket) => closedByServer(socket, 20_000)));
    const many = await Promise.all(Array.from({ length: 300 }, () => leaveOpen(program.demo.sip, '127.0.0.23')));
    onTestFinished(() => many.forEach((socket) => socket.destroy()));
    await until('those above the limit for one source are closed', () => many.some((socket) => socket.destroyed));
    expect(many.filter((socket) => !socket.destroyed).length).toBeGreaterThan(0);
  }, 40_000);

  it('locks out who guesses passwords, and nobody else', async () => {
    const mallory = await attacker('127.0.0.24');
    const { username } = ada.account.sip;
    const wrong = await Telephone.open(
      program.demo.sip,
      { ...ada.account, sip: { username, password: 'wrong' } },
      { toneHz: 1, address: '127.0.0.24' },
    );
    onTestFinished(() => wrong.leave());
    const statuses: number[] = [];
    for (let index = 0; index < 8 && statuses.at(-1) !== 403; index += 1) statuses.push(await wrong.register());
    expect(statuses.at(-1)).toBe(403);
    expect(statuses.slice(0, -1).every((status) => status === 401)).toBe(true);
    const right = await Telephone.open(program.demo.sip, ada.account, { toneHz: 1, address: '127.0.0.24' });
    onTestFinished(() => right.leave());
    expect(await right.register()).toBe(403);
    expect(await ada.register()).toBe(200);
    // Unknown names look exactly like wrong passwords.
    const unknown = { extension: '999', sip: { username: 'nobody-at-all', password: 'x' } };
    const stranger = await Telephone.open(program.demo.sip, unknown, { toneHz: 1, address: '127.0.0.25' });
    onTestFinished(() => stranger.leave());
    expect(await stranger.register()).toBe(401);
    expect(await mallory.ask('OPTIONS')).toBe(200);
  });

  it('relays nothing for strangers and bans scanners', async () => {
    const mallory = await attacker('127.0.0.26');
    expect(await mallory.ask('INVITE', { uri: 'sip:+33199001234@carrier.example' })).toBe(404);
    expect(await mallory.ask('REGISTER', { uri: 'sip:example.org', to: 'sip:x@example.org' })).toBe(404);
    expect(await mallory.ask('OPTIONS', { uri: 'sip:example.org' })).toBe(404);
    expect(await mallory.ask('INVITE', { uri: 'sip:102@127.0.0.1' })).toBe(401);
    expect(await mallory.ask('MESSAGE', { uri: 'sip:102@127.0.0.1' })).toBe(405);
    expect(await mallory.ask('BYE', { uri: 'sip:102@127.0.0.1' })).toBe(481);
    const before = await metric(program, 'carillon_sip_banned_sources');
    const scanner = await attacker('127.0.0.27');
    const probe = (): string => scanner.request('OPTIONS', { extra: ['User-Agent: friendly-scanner'] });
    await scanner.send(...Array.from({ length: 10 }, probe));
    await until('the scanner is banned', async () => {
      return (await metric(program, 'carillon_sip_banned_sources')) > before;
    });
    await scanner.send(scanner.request('OPTIONS'));
    expect(await mallory.ask('OPTIONS')).toBe(200);
    // Not one answer, from the first packet on.
    expect(scanner.answers).toEqual([]);
  });

  it('lets nobody end, change or take over a call with forged requests', async () => {
    const mallory = await attacker('127.0.0.28');
    const { callId, remoteTag, localTag } = ada.session!;
    const forged = [
      { fromTag: localTag, toTag: 'wrong' },
      { fromTag: 'wrong', toTag: remoteTag },
      { fromTag: remoteTag, toTag: localTag },
    ];
    const body = 'v=0\r\no=- 1 1 IN IP4 127.0.0.28\r\ns=-\r\nc=IN IP4 127.0.0.28\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n';
    for (const tags of forged) {
      expect(await mallory.ask('BYE', { callId, ...tags, cseq: 999 })).toBe(481);
      const extra = ['Content-Type: application/sdp'];
      expect(await mallory.ask('INVITE', { callId, ...tags, cseq: 1_000, body, extra })).toBe(481);
    }
    expect(await mallory.ask('CANCEL', { callId, fromTag: localTag })).toBe(481);
    const replaces = `Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`;
    expect(await mallory.ask('INVITE', { uri: 'sip:102@127.0.0.1', extra: [replaces, 'Require: replaces'] })).toBe(401);
    expect(ada.session).not.toBeNull();
    expect(ben.session).not.toBeNull();
  });

  it('answers or drops a flood of registrations, and serves others meanwhile', async () => {
    const mallory = await attacker('127.0.0.29');
    const flood = Array.from({ length: 4_000 }, (_, index) => {
      return mallory.request('REGISTER', { uri: 'sip:127.0.0.1', to: `sip:u${index}@127.0.0.1` });
    });
    await mallory.send(...flood);
    expect(await ben.register()).toBe(200);
    // More than the burst that one source may send at once is not answered.
    expect(mallory.answers.length).toBeLessThan(flood.length);
  });

  it('lets nobody speak into the call', async () => {
    await attacker('127.0.0.30');
    const intruder = await Ear.open(2200, '127.0.0.30');
    onTestFinished(() => intruder.close());
    for (const { ear } of [ada, ben]) {
      const { address, port } = ear.destination;
      const media = await Attacker.from('127.0.0.31', { host: address, port });
      attackers.push(media);
      await media.send(...Array.from({ length: 200 }, (_, index) => randomBytes((index * 11) % 1500)));
    }
    const { address, port } = ada.ear.destination;
    intruder.speakTo(`c=IN IP4 ${address}\r\nm=audio ${port} RTP/AVP 8`);
    await until('the intruder spoke for a second', () => intruder.spokenFrames > 50);
    for (const { ear } of [ada, ben]) expect(ear.loudestOf(2200, startedMs)).toBeLessThan(-45);
    expect(intruder.packets).toBe(0);
  });

  it('refuses WebSockets without sign-in, from other origins, and with nonsense', async () => {
    await attacker('127.0.0.32');
    const base = `ws://127.0.0.1:${program.httpPort}`;
    const own = { origin: http() };
    expect(await upgradeStatus(`${base}/sip`, ['sip'], own)).toBe(401);
    expect(await upgradeStatus(`${base}/api/v1/realtime`, [], own)).toBe(401);
    expect(await upgradeStatus(`${base}/sip`, ['sip'], { origin: 'https://evil.example' })).toBe(403);
    expect(await upgradeStatus(`${base}/api/v1/realtime`, [], { origin: 'https://evil.example' })).toBe(403);
    expect(await upgradeStatus(`${base}/sip?token=${'x'.repeat(40)}`, ['sip'], own)).toBe(401);
    expect(await upgradeStatus(`${base}/elsewhere`, [], own)).toBe(404);
    const { proof } = await Api.signedIn(program, program.demo.organizations[0]!.users[0]!);
    for (const [path, protocols] of [
      ['/sip', ['sip']],
      ['/api/v1/realtime', []],
    ] as const) {
      const socket = new WebSocket(`${base}${path}`, [...protocols], { ...own, headers: proof });
      onTestFinished(() => socket.terminate());
      socket.on('error', () => undefined);
      await until('the WebSocket opens', () => socket.readyState === WebSocket.OPEN);
      for (const noise of [randomBytes(500), '{"type":', '{}', 'INVITE sip:x SIP/2.0\r\n\r\n']) socket.send(noise);
      // More than a message may hold: it is closed for it.
      socket.send(randomBytes(2_000_000));
      await until('the WebSocket is closed', () => socket.readyState === WebSocket.CLOSED);
    }
    const web = { host: '127.0.0.1', port: program.httpPort };
    const raw = await leaveOpen(web, '127.0.0.32', randomBytes(20_000));
    onTestFinished(() => void raw.destroy());
    await closedByServer(raw, 20_000);
  });

  it('refuses oversized and malformed HTTP', async () => {
    await attacker('127.0.0.33');
    const send = async (body: string, type = 'application/json') => {
      const headers = { 'content-type': type };
      return (await fetch(`${http()}/api/v1/session`, { method: 'POST', headers, body })).status;
    };
    expect(await send('{"email":')).toBe(400);
    expect(await send('[]')).toBe(400);
    expect(await send('<a/>', 'application/xml')).toBe(415);
    expect(await statusOfAnnounced(`${http()}/api/v1/session`, 5_000_000)).toBe(413);
    expect((await fetch(`${http()}/api/v1/calls?limit=99999999`, { headers: bearer() })).status).toBe(400);
    expect((await fetch(`${http()}/api/v1/calls`, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
  });

  it('ends the call in order when all is over', async () => {
    await attacker('127.0.0.34');
    const { extension } = ben.account;
    await ada.hangUp();
    await nothingLeft(program);
    const answered = ben.answer();
    await ada.call(extension);
    await answered;
    await until('both hear each other', () => talking(ada, ben));
    expect(await metric(program, 'carillon_calls_in_progress')).toBe(1);
    startedMs = performance.now();
  });

  const bearer = () => ({ authorization: `Bearer ${program.demo.organizations[0]!.apiKey}` });
});

/**
 * The answer to a body that is announced as this long. Only its first byte is sent: a server that refuses closes, and
 * what is still being written then would hide its answer.
 */
function statusOfAnnounced(url: string, bytes: number): Promise<number> {
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes) };
  const attempt = request(url, { method: 'POST', headers });
  return new Promise((resolve, reject) => {
    attempt.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      attempt.destroy();
    });
    attempt.on('error', reject);
    attempt.write('{');
  });
}

/** The status of an upgrade that is refused; 101 when it is not. */
function upgradeStatus(url: string, protocols: string[], options: { origin: string }): Promise<number> {
  const socket = new WebSocket(url, protocols, options);
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('error', reject);
  });
}
