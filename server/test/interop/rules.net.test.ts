import type { LiveCall } from '@carillon/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startProgram, type Program } from '../program.ts';
import { Api, allQuiet, nothingLeft } from './support/api.ts';
import { carrierCalls, carrierLog } from './support/carrier.ts';
import { talking, Telephone } from './support/telephone.ts';
import { until } from './support/waiting.ts';

const tones = [500, 900, 1400, 1900] as const;

describe('the rules of a call, on the whole product', () => {
  let program: Program;
  let api: Api;
  const telephones: Telephone[] = [];

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '25000-25398' });
  }, 120_000);
  afterAll(() => program?.stop());
  beforeEach(() => {
    api = Api.ofOrganization(program);
  });
  afterEach(async () => {
    await Promise.all(telephones.splice(0).map((telephone) => telephone.close()));
    await allQuiet(program);
  });

  const users = (organization = 0) => program.demo.organizations[organization]!.users;

  /** The desk telephone of member `index`, registered, with a voice of its own. */
  async function telephone(index: 0 | 1 | 2 | 3, address = '127.0.0.1'): Promise<Telephone> {
    const made = await Telephone.registered(program.demo.sip, users()[index]!, { toneHz: tones[index], address });
    telephones.push(made);
    return made;
  }

  it('carries sound both ways by extension, and music instead while held', async () => {
    const [ada, ben] = [await telephone(0), await telephone(1)];
    const answered = ben.answer();
    await ada.call(ben.account.extension);
    await answered;
    await until('both hear each other', () => talking(ada, ben));
    await ada.hold();
    await until('the held one hears something else', () => ben.ear.hearsSomething() && ben.ear.tone() !== ada.toneHz);
    await until('the holder hears nothing', () => ada.ear.tone() === 0);
    await ada.resume();
    await until('both hear each other again', () => talking(ada, ben));
    await ben.hangUp();
    const [call] = await api.endedCalls(1);
    expect(call).toMatchObject({ direction: 'internal', outcome: 'answered', hungUpBy: 'callee' });
    expect(call!.legs.map(({ media }) => media?.heard)).toEqual([true, true]);
  });

  it('refuses emergency numbers with an announcement and tells no carrier', async () => {
    const ada = await telephone(0);
    await ada.call('15');
    await until('the announcement is heard', () => ada.ear.hearsSomething());
    await ada.hangUp();
    await nothingLeft(program);
    await ada.call('112');
    await until('the announcement is heard', () => ada.ear.hearsSomething());
    // The message is long: it says what to do instead.
    await until('the server hangs up after its message', () => ada.session === null, 25_000);
    const calls = await api.endedCalls(2);
    expect(calls.map(({ outcome, hangupCause }) => [outcome, hangupCause])).toEqual([
      ['blocked', 'emergency_refused'],
      ['blocked', 'emergency_refused'],
    ]);
    expect(calls.flatMap(({ legs }) => legs).filter(({ kind }) => kind === 'trunk')).toEqual([]);
    const dialled = (await carrierLog(program)).map(({ number }) => number);
    expect(dialled.filter((number) => /^\+?(33)?(112|15)$/.test(number))).toEqual([]);
  });

  it('presents no number but the caller’s own, whatever the telephone claims', async () => {
    const ada = await telephone(0, '127.0.0.5');
    const from = async (extra: Parameters<Telephone['call']>[1]) => {
      await ada.call('0199000001', extra);
      const presented = (await carrierLog(program))[0]!.from;
      await ada.hangUp();
      return /\+\d+/.exec(presented)?.[0];
    };
    const preferred = (number: string) => ({
      headers: [{ name: 'P-Preferred-Identity', value: `<sip:${number}@${program.demo.sip.domain}>` }],
    });
    const [main, own] = program.demo.organizations[0]!.numbers;
    expect([main, own]).toContain(await from({}));
    expect(await from(preferred(own!))).toBe(own);
    expect(await from(preferred(main!))).toBe(main);
    // A colleague's number, another organization's, somebody else's.
    for (const foreign of ['+33465710102', '+33261910201', '+33199001234']) {
      expect([main, own]).toContain(await from(preferred(foreign)));
    }
    const forged = { from: `"President" <sip:+33140000000@${program.demo.sip.domain}>` };
    expect([main, own]).toContain(await from(forged));
    const asserted = { headers: [{ name: 'P-Asserted-Identity', value: '<sip:+33140000000@127.0.0.1>' }] };
    expect([main, own]).toContain(await from(asserted));
  }, 90_000);

  it('gives a member one answered call, and one consultation while it is held', async () => {
    const [ada, ben, cleo, dan] = [await telephone(0), await telephone(1), await telephone(2), await telephone(3)];
    const second = await Telephone.open(program.demo.sip, ada.account, { toneHz: 2300 });
    telephones.push(second);
    const benAnswers = ben.answer();
    await ada.call(ben.account.extension);
    await benAnswers;
    expect(await dan.refusal(ada.account.extension)).toBe(486);
    expect(await second.refusal(cleo.account.extension)).toBe(486);
    await ada.hold();
    const cleoAnswers = cleo.answer();
    await second.call(cleo.account.extension);
    await cleoAnswers;
    await until('the consultation has sound', () => talking(second, cleo));
    const third = await Telephone.open(program.demo.sip, ada.account, { toneHz: 2500 });
    telephones.push(third);
    expect(await third.refusal(dan.account.extension)).toBe(486);
    expect(await dan.refusal(ada.account.extension)).toBe(486);
    await second.hangUp();
    await ada.resume();
    await until('the first call goes on', () => talking(ada, ben));
    await ada.hangUp();
    const calls = await api.endedCalls(6);
    const causes = calls.map(({ hangupCause }) => hangupCause);
    for (const cause of ['concurrency_limit', 'normal', 'user_busy']) {
      expect(causes.filter((each) => each === cause)).toHaveLength(2);
    }
  });

  it('frees a member from everything the server believes of them', async () => {
    const [ada, ben] = [await telephone(0), await telephone(1)];
    const member = await Api.signedIn(program, users()[0]!);
    const answers = ben.answer();
    await ada.call(ben.account.extension);
    await answers;
    const { items } = await member.get<{ items: LiveCall[] }>('/api/v1/live-calls');
    expect(items).toHaveLength(1);
    expect(await member.post('/api/v1/live-calls/free-me')).toEqual({ endedLegs: 1 });
    await until('both telephones are told', () => ada.session === null && ben.session === null);
    await nothingLeft(program);
    expect((await member.get<{ items: LiveCall[] }>('/api/v1/live-calls')).items).toEqual([]);
    const [call] = await api.endedCalls(1);
    expect(call).toMatchObject({ outcome: 'answered', hangupCause: 'user_request' });
    const again = ben.answer();
    await ada.call(ben.account.extension);
    await again;
    await until('the next call has sound', () => talking(ada, ben));
  });

  it('brings a call from the carrier to its member and hears it both ways', async () => {
    const ada = await telephone(0);
    const answers = ada.answer();
    const placed = carrierCalls(program, { to: program.demo.organizations[0]!.numbers[0], sound: 'tone', seconds: 60 });
    await answers;
    await until('the carrier’s tone is heard', () => Math.abs(ada.ear.tone() - 425) <= 10);
    await ada.hangUp();
    expect(await placed).toMatchObject({ kind: 'answered', hungUpBy: 'customer' });
    const [call] = await api.endedCalls(1);
    expect(call).toMatchObject({ direction: 'inbound', outcome: 'answered' });
    expect(new Set(call!.legs.map(({ kind, media }) => `${kind} ${media?.heard}`))).toEqual(
      new Set(['desk_phone true', 'trunk true']),
    );
  });
});
