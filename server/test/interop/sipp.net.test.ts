import { buildWav, sine } from '@carillon/audio';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { hasTools } from '../../../tools/requirements.ts';
import { startProgram, type Program } from '../program.ts';
import { Api, nothingLeft } from './support/api.ts';
import { carrierCalls } from './support/carrier.ts';
import { callee, caller, cancellingCaller, refusedCaller, registration } from './support/sipp-scenarios.ts';
import { runSipp, succeeded, type SippOptions } from './support/sipp.ts';
import { openImpairedRelay } from './support/udp-impairment.ts';

describe.skipIf(!hasTools('sipp'))('SIPp against the whole product', () => {
  let program: Program;
  let api: Api;
  // SIPp takes no port 0; runs side by side must not meet.
  let port = 40_000 + (process.pid % 400) * 20;

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '25400-25798' });
  }, 120_000);
  afterAll(() => program?.stop());
  beforeEach(() => {
    api = Api.ofOrganization(program);
  });
  afterEach(() => nothingLeft(program));

  const user = (index: number) => program.demo.organizations[0]!.users[index]!;
  const nextPort = (): number => (port += 2);

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
});
