import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { GuardIncident } from '@carillon/api';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasTool, toolPath, type ToolName } from '../../../tools/requirements.ts';
import { startProgram, type Program } from '../program.ts';
import { Api, metric, nothingLeft } from './support/api.ts';
import { Attacker, leaveOpen } from './support/attacks.ts';
import { talking, Telephone } from './support/telephone.ts';
import { until } from './support/waiting.ts';

/** Of sound, on a machine that does other things too. */
const longestGapMs = 500;
const packets = 10_000;
const mostGrownBytes = 200_000_000;
const slowestAnswerMs = 2_000;
const unharmed = { gapMs: 0, status: 200, answeredMs: 0, grownBytes: 0, internalErrors: 0, errors: [] };

describe('attack tools and floods, while two people talk', () => {
  let program: Program;
  let ada: Telephone;
  let ben: Telephone;
  let operator: Api;
  let residentBefore = 0;
  let startedMs = 0;

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '28000-28398' });
    const [first, second] = program.demo.organizations[0]!.users;
    ada = await Telephone.registered(program.demo.sip, first!, { toneHz: 500 });
    ben = await Telephone.registered(program.demo.sip, second!, { toneHz: 900 });
    const answered = ben.answer();
    await ada.call(ben.account.extension);
    await answered;
    await until('both hear each other', () => talking(ada, ben));
    operator = await Api.signedIn(program, { ...first!, ...program.demo.operator });
    residentBefore = await metric(program, 'process_resident_memory_bytes');
  }, 120_000);
  afterAll(async () => {
    await ada?.close();
    await ben?.close();
    await program?.stop();
  });

  /** The call is as it was, the server answers its people at once, and nothing grew without bound. */
  afterEach(async () => {
    await until('both still hear each other', () => talking(ada, ben));
    const gaps = [ada.ear.longestGapMs(ben.toneHz, startedMs), ben.ear.longestGapMs(ada.toneHz, startedMs)];
    const askedMs = performance.now();
    const status = await ben.register();
    const answeredMs = performance.now() - askedMs;
    const grownBytes = (await metric(program, 'process_resident_memory_bytes')) - residentBefore;
    const harm = {
      gapMs: Math.max(...gaps) < longestGapMs ? 0 : Math.max(...gaps),
      status,
      answeredMs: answeredMs < slowestAnswerMs ? 0 : answeredMs,
      grownBytes: grownBytes < mostGrownBytes ? 0 : grownBytes,
      internalErrors: await metric(program, 'carillon_sip_internal_errors'),
      errors: program.errors(),
    };
    if (JSON.stringify(harm) !== JSON.stringify(unharmed)) throw new Error(JSON.stringify(harm, null, 2));
  });

  const incidents = async (source: string): Promise<GuardIncident[]> =>
    (await operator.get<{ items: GuardIncident[] }>(`/api/v1/operator/sip-guard?search=${source}`)).items;

  const banned = (source: string): Promise<GuardIncident> =>
    until(`${source} is banned`, async () => (await incidents(source)).find(({ kind }) => kind === 'banned'));

  /** Runs a tool of SIPVicious from an address of its own; resolves with all that it printed. */
  function run(tool: ToolName, address: string, args: readonly string[]): Promise<string> {
    startedMs = performance.now();
    const { host, port } = program.demo.sip;
    const all = ['-b', address, '-x', address, '-P', '5060', '-p', String(port), ...args, host];
    return new Promise((resolve) => {
      execFile(toolPath(tool)!, all, { timeout: 40_000 }, (_error, out, err) => resolve(out + err));
    });
  }

  describe.skipIf(!hasTool('svmap'))('SIPVicious', () => {
    it('svmap finds no server, and is banned', async () => {
      // Ten probes: the first packets of a tool could be forged.
      for (let count = 0; count < 10; count += 1) expect(await run('svmap', '127.0.0.51', [])).not.toMatch(/Carillon/);
      expect(await banned('127.0.0.51')).toMatchObject({ reason: 'scanner', inForce: true });
    }, 120_000);

    it.each(['REGISTER', 'INVITE', 'OPTIONS'])(
      'svwar finds nobody with %s',
      async (method) => {
        const address = { REGISTER: '127.0.0.52', INVITE: '127.0.0.53', OPTIONS: '127.0.0.54' }[method]!;
        const { extension, sip } = ada.account;
        const printed = await run('svwar', address, ['-e', `${extension},100-300`, '-m', method, '--force']);
        // Its first probe gets no answer, so that there is no server for it.
        expect(printed).toContain('found nothing');
        expect(printed).not.toContain(sip.username);
      },
      60_000,
    );
  });

  it('bans a sweep by what it does, without a tool’s name, and lists who was asked for', async () => {
    startedMs = performance.now();
    const mallory = await Attacker.from('127.0.0.56', program.demo.sip);
    onTestFinished(() => mallory.close());
    const register = (user: string) => mallory.request('REGISTER', { to: `sip:${user}@127.0.0.1` });
    await mallory.send(...Array.from({ length: 40 }, (_, index) => register(`${100 + index}`)));
    // Known and unknown users are answered alike.
    await until('every one is challenged', () => mallory.answers.filter((text) => text.includes('401 ')).length === 40);
    expect(new Set(mallory.answers.map(shapeOf)).size).toBe(1);
    await until(
      'it is banned for the sweep',
      async () => {
        await mallory.send(register('999'));
        return (await incidents('127.0.0.56')).length > 0;
      },
      30_000,
    );
    const [incident] = await incidents('127.0.0.56');
    expect(incident).toMatchObject({ kind: 'banned', reason: 'sweep' });
    expect(incident!.names).toContain('100');
  }, 60_000);

  const floods: readonly (readonly [string, string, (from: Attacker, index: number) => Buffer | string])[] = [
    ['REGISTER', '127.0.0.61', (from, index) => from.request('REGISTER', { to: `sip:u${index}@127.0.0.1` })],
    ['INVITE', '127.0.0.62', (from, index) => from.request('INVITE', { uri: `sip:+33199${index}@127.0.0.1` })],
    ['OPTIONS', '127.0.0.63', (from) => from.request('OPTIONS')],
    ['garbage', '127.0.0.64', (_from, index) => randomBytes(1 + ((index * 13) % 1_400))],
    [
      'pieces of messages',
      '127.0.0.65',
      (from, index) => from.request('INVITE').slice(index % 200, 200 + (index % 300)),
    ],
  ];

  it.each(floods)(
    'ten thousand packets of %s harm nobody',
    async (_title, address, make) => {
      startedMs = performance.now();
      const mallory = await Attacker.from(address, program.demo.sip);
      onTestFinished(() => mallory.close());
      await mallory.send(...Array.from({ length: packets }, (_, index) => make(mallory, index)));
      const [incident] = await until('the source is noted', async () => {
        const found = await incidents(address);
        return found.length > 0 ? found : null;
      });
      expect(['banned', 'limited']).toContain(incident!.kind);
      expect(mallory.answers.length).toBeLessThan(2_100);
    },
    60_000,
  );

  it('ten thousand connections that say nothing, or half a message, leave room for others', async () => {
    startedMs = performance.now();
    const open = async (index: number) =>
      leaveOpen(program.demo.sip, '127.0.0.66', index % 2 === 0 ? '' : 'INVITE sip:');
    for (let round = 0; round < 100; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 100 }, (_, index) => open(index)));
      sockets.forEach((socket) => socket.resetAndDestroy());
    }
    const telephone = await Telephone.open(program.demo.sip, ada.account, { toneHz: 1, transport: 'tcp' });
    onTestFinished(() => telephone.close());
    expect(await telephone.register()).toBe(200);
  }, 60_000);

  it('nothing of it all is left', async () => {
    startedMs = performance.now();
    await until('transactions are over', async () => (await metric(program, 'carillon_sip_transactions')) < 20, 60_000);
    await ada.hangUp();
    await nothingLeft(program);
    const answered = ben.answer();
    await ada.call(ben.account.extension);
    await answered;
    await until('both hear each other', () => talking(ada, ben));
    startedMs = performance.now();
    expect(await metric(program, 'carillon_calls_in_progress')).toBe(1);
  }, 90_000);
});

/** An answer without what is its own: nonce, tag, branch, Call-ID, and the name that was asked for. */
const shapeOf = (answer: string): string =>
  answer
    .split('\r\n')
    .filter((line) => !/^(Via|To|From|Call-ID)/.test(line))
    .join('\n')
    .replace(/nonce="[^"]*"/g, 'nonce');
