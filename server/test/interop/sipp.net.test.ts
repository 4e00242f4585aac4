import { encodeAlaw, sine } from '@carillon/audio';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { hasTools } from '../../../tools/requirements.ts';
import { startProgram, type Program } from '../program.ts';
import { Api, allQuiet } from './support/api.ts';
import { carrierCalls } from './support/carrier.ts';
import { callee, caller, cancellingCaller, refusedCaller, registration } from './support/sipp-scenarios.ts';
import { runSipp, succeeded, type SippOptions } from './support/sipp.ts';
import { openImpairedRelay } from './support/udp-impairment.ts';

describe.skipIf(!hasTools('sipp'))('SIPp against the whole product', () => {
  let program: Program;
  let api: Api;
  // SIPp takes no port 0; runs side by side must not meet.
  let port = 28_000 + (process.pid % 23) * 200;

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '25400-25798' });
  }, 120_000);
  afterAll(() => program?.stop());
  beforeEach(() => {
    api = Api.ofOrganization(program);
  });
  afterEach(async () => {
    await allQuiet(program);
  });

  const user = (index: number) => program.demo.organizations[0]!.users[index]!;
  // SIP, then RTP and RTCP for sound and for video.
  const nextPort = (): number => (port += 10);

  type Run = Partial<SippOptions> & Pick<SippOptions, 'scenario' | 'account'>;
  const sipp = (run: Run) => {
    const started = runSipp(program.demo.sip, { port: program.demo.sip.port, localPort: nextPort(), ...run });
    onTestFinished(() => started.stop());
    return started;
  };
  const register = (run: Omit<Run, 'scenario'>) => succeeded(sipp({ ...run, scenario: registration }));

  it('registers a device and calls it from another one, three times', async () => {
    const localPort = nextPort();
    await register({ account: user(1), localPort });
    const answering = sipp({ scenario: callee, account: user(1), localPort, calls: 3, echo: true });
    const calling = sipp({ scenario: caller({ talkMs: 400 }), account: user(0), dialled: user(1).extension, calls: 3 });
    await succeeded(calling);
    await succeeded(answering);
    const calls = await api.endedCalls(3);
    expect(calls).toHaveLength(3);
    for (const call of calls) {
      expect(call).toMatchObject({ direction: 'internal', outcome: 'answered', hungUpBy: 'caller', state: 'ended' });
      expect(call.legs.map(({ kind, outcome }) => [kind, outcome])).toEqual([
        ['desk_phone', 'answered'],
        ['desk_phone', 'answered'],
      ]);
    }
  });

  it('carries sound between a SIPp that streams a file and one that echoes', async () => {
    const localPort = nextPort();
    await register({ account: user(3), localPort });
    const answering = sipp({ scenario: callee, account: user(3), localPort, echo: true });
    const scenario = caller({ talkMs: 1_500, soundFile: toneFile() });
    await succeeded(sipp({ scenario, account: user(2), dialled: user(3).extension }));
    await succeeded(answering);
    const [call] = await api.endedCalls(1);
    for (const { media } of call!.legs) {
      expect(media).toMatchObject({ heard: true, codec: 'PCMA', transcoded: false });
      expect(media!.packetsReceived).toBeGreaterThan(20);
      expect(media!.packetsSent).toBeGreaterThan(20);
    }
  });

  it.each([
    ['03', 486, 'busy', 'user_busy'],
    ['05', 404, 'failed', 'unknown_destination'],
    ['08', 603, 'rejected', 'rejected'],
  ])('is refused outside through the trunk: …%s with %i', async (digits, status, outcome, hangupCause) => {
    await succeeded(sipp({ scenario: refusedCaller(status), account: user(0), dialled: `01990000${digits}` }));
    const [call] = await api.endedCalls(1);
    expect(call).toMatchObject({ direction: 'outbound', outcome, hangupCause, answeredAt: null });
    expect(call!.legs.map(({ kind }) => kind).toSorted()).toEqual(['desk_phone', 'trunk']);
    expect(call!.legs.find(({ kind }) => kind === 'trunk')).toMatchObject({ sipStatus: status });
  });

  it('talks to the echo outside, and gives up on a number that never answers', async () => {
    const scenario = caller({ talkMs: 1_500, soundFile: toneFile() });
    await succeeded(sipp({ scenario, account: user(0), dialled: '0199000001' }));
    await succeeded(sipp({ scenario: cancellingCaller, account: user(0), dialled: '0199000004' }));
    const [given, answered] = await api.endedCalls(2);
    expect(answered).toMatchObject({ direction: 'outbound', outcome: 'answered', hungUpBy: 'caller' });
    expect(answered!.legs.map(({ media }) => media?.heard)).toEqual([true, true]);
    expect(given).toMatchObject({ direction: 'outbound', hangupCause: 'caller_gave_up', answeredAt: null });
  });

  it('takes a call from the carrier', async () => {
    const localPort = nextPort();
    await register({ account: user(1), localPort });
    const answering = sipp({ scenario: callee, account: user(1), localPort, echo: true });
    const to = program.demo.organizations[0]!.numbers[2]!;
    expect(await carrierCalls(program, { to, sound: 'tone', seconds: 2 })).toMatchObject({
      kind: 'answered',
      hungUpBy: 'carrier',
    });
    await succeeded(answering);
    const [call] = await api.endedCalls(1);
    expect(call).toMatchObject({ direction: 'inbound', outcome: 'answered', hungUpBy: 'caller' });
    expect(call!.legs.filter(({ outcome }) => outcome === 'answered').map(({ media }) => media?.heard)).toEqual([
      true,
      true,
    ]);
  });

  it('brings ten calls through a network that loses and repeats eight packets in a hundred', async () => {
    const impairment = { lostPercent: 8, repeatedPercent: 8 };
    const near = await openImpairedRelay(program.demo.sip, { ...impairment, seed: 11 });
    const far = await openImpairedRelay(program.demo.sip, { ...impairment, seed: 12 });
    onTestFinished(() => [near, far].forEach((relay) => relay.close()));
    const through = { patient: true, calls: 10 } as const;
    const farSide = { account: user(5), port: far.frontPort, contactPort: far.backPort, localPort: nextPort() };
    await register({ ...farSide, patient: true });
    const answering = sipp({ scenario: callee, ...farSide, ...through });
    const nearSide = { account: user(4), port: near.frontPort, contactPort: near.backPort };
    await succeeded(sipp({ scenario: caller({ talkMs: 100 }), dialled: user(5).extension, ...nearSide, ...through }));
    await succeeded(answering);
    const calls = await api.endedCalls(10);
    expect(calls).toHaveLength(10);
    expect(calls.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 'answered'));
    expect(new Set(calls.flatMap(({ legs }) => legs.map(({ id }) => id))).size).toBe(20);
    for (const { counts } of [near, far]) {
      expect(counts.lost).toBeGreaterThan(3);
      expect(counts.repeated).toBeGreaterThan(3);
    }
  }, 60_000);
});

/** Two seconds of a 700 Hz tone as the raw A-law that SIPp streams. */
function toneFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'carillon-sound-')), 'tone.alaw');
  writeFileSync(file, encodeAlaw(sine({ sampleRate: 8000, frequencyHz: 700, milliseconds: 2000, levelDbfs: -14 })));
  return file;
}
