import type { LiveCall } from '@carillon/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasTools } from '../../../tools/requirements.ts';
import { startProgram, type Program } from '../program.ts';
import { Api, allQuiet } from './support/api.ts';
import { Baresip } from './support/baresip.ts';
import { carrierCalls, carrierLog } from './support/carrier.ts';
import { Telephone } from './support/telephone.ts';
import { until } from './support/waiting.ts';

const tones = [500, 900, 1400] as const;
type Index = 0 | 1 | 2;

describe.skipIf(!hasTools('baresip'))('baresip as a desk telephone', () => {
  let program: Program;
  let api: Api;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '27000-27398' });
  }, 120_000);
  afterAll(() => program?.stop());
  beforeEach(() => {
    api = Api.ofOrganization(program);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await allQuiet(program);
  });

  const user = (index: Index) => program.demo.organizations[0]!.users[index]!;
  const address = (index: Index) => `sip:${user(index).extension}@${program.demo.sip.domain}`;

  async function baresip(index: Index, codecs?: string, secured = false): Promise<Baresip> {
    const options = { toneHz: tones[index], secured, ...(codecs === undefined ? {} : { codecs }) };
    const made = await Baresip.registered(program.demo.sip, user(index), options);
    opened.push(made);
    return made;
  }

  async function telephone(index: Index): Promise<Telephone> {
    const made = await Telephone.registered(program.demo.sip, user(index), { toneHz: tones[index] });
    opened.push(made);
    return made;
  }

  async function connect(from: Baresip, to: Baresip, index: Index): Promise<void> {
    from.command('dial', address(index));
    await to.event('CALL_INCOMING');
    to.command('accept');
    await from.event('CALL_ESTABLISHED');
  }

  const hear = (one: Baresip, other: Baresip) =>
    until('both hear each other', () => one.tone() === other.toneHz && other.tone() === one.toneHz);

  it('talks to another one both ways; held, it hears no voice, and resumed, it does', async () => {
    const [ada, ben] = [await baresip(0), await baresip(1)];
    await connect(ada, ben, 1);
    await hear(ada, ben);
    const member = await Api.signedIn(program, user(0));
    const isHolding = async () => (await member.get<{ items: LiveCall[] }>('/api/v1/live-calls')).items[0]?.heldByMe;
    ada.key('x');
    await until('the server knows that the call is held', isHolding);
    await until('the held one hears something else', () => ben.tone() !== ada.toneHz);
    ada.key('X');
    await hear(ada, ben);
    ben.command('hangup');
    await ada.event('CALL_CLOSED');
    const [call] = await api.endedCalls(1);
    expect(call).toMatchObject({ direction: 'internal', outcome: 'answered', hungUpBy: 'callee' });
    expect(call!.legs.map(({ media }) => [media?.codec, media?.heard, media?.transcoded])).toEqual([
      ['PCMA', true, false],
      ['PCMA', true, false],
    ]);
  });

  it('talks Opus with another one, relayed', async () => {
    const codecs = 'opus/48000/1';
    const [ada, ben] = [await baresip(0, codecs), await baresip(1, codecs)];
    await connect(ada, ben, 1);
    await hear(ada, ben);
    ada.command('hangup');
    const [call] = await api.endedCalls(1);
    expect(call!.legs.map(({ media }) => [media?.codec?.toLowerCase(), media?.transcoded])).toEqual([
      ['opus', false],
      ['opus', false],
    ]);
  });

  it('talks G.722 with another one, relayed with its upper band', async () => {
    const codecs = 'G722/16000/1';
    const [ada, ben] = [await baresip(0, codecs), await baresip(1, codecs)];
    await connect(ada, ben, 1);
    await hear(ada, ben);
    ada.command('hangup');
    const [call] = await api.endedCalls(1);
    expect(call!.legs.map(({ media }) => [media?.codec, media?.transcoded])).toEqual([
      ['G722', false],
      ['G722', false],
    ]);
  });

  it('with SDES keys talks to one without, and both sides report what they hear (RTCP)', async () => {
    const [ada, ben] = [await baresip(0, undefined, true), await baresip(1)];
    await connect(ada, ben, 1);
    await hear(ada, ben);
    // baresip reports every five seconds.
    const talkingSince = performance.now();
    await until('reports were exchanged', () => performance.now() - talkingSince > 7_000);
    ada.command('hangup');
    const [call] = await api.endedCalls(1);
    // Known only when our sender report came back in the telephone's own.
    expect(call!.legs.map(({ media }) => [media?.transcoded, media?.roundTripMs !== null])).toEqual([
      [false, true],
      [false, true],
    ]);
    // What baresip read in our reports: nothing lost, our jitter, the round trip.
    await until('baresip sums up', () => /PL=0,0;\S*JI=[\d.]+,[\d.]+;DL=[\d.]+/.test(ada.output));
    expect(ada.output).toContain('cryptosuite=AES_CM_128_HMAC_SHA1_80');
  });

  it('presses digits that arrive outside, once each', async () => {
    const ada = await baresip(0);
    ada.command('dial', `sip:0199000009@${program.demo.sip.domain}`);
    await ada.event('CALL_ESTABLISHED');
    for (const [index, digit] of [...'147#'].entries()) {
      ada.command('sndcode', digit);
      const pressed = '147#'.slice(0, index + 1);
      await until(`the carrier got ${pressed}`, async () => (await carrierLog(program))[0]!.digits === pressed);
    }
    ada.command('hangup');
    expect((await carrierLog(program))[0]!.digits).toBe('147#');
  });

  it('is called by another make of telephone, and sends it on to a third', async () => {
    const [ada, ben, cleo] = [await telephone(0), await baresip(1), await telephone(2)];
    const dialled = ada.call(ben.account.extension);
    await ben.event('CALL_INCOMING');
    ben.command('accept');
    await dialled;
    await until('both hear each other', () => ada.ear.tone() === ben.toneHz && ben.tone() === ada.toneHz);
    const answers = cleo.answer();
    ben.command('transfer', address(2));
    await answers;
    await until('who is left hears each other', () => {
      return ada.ear.tone() === cleo.toneHz && cleo.ear.tone() === ada.toneHz;
    });
    await ben.event('CALL_CLOSED');
    await ada.hangUp();
    const [call] = await api.endedCalls(1);
    expect(call!.legs).toHaveLength(3);
    expect(call!.legs.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
  });

  it('is brought together with another one by a transfer that was asked first', async () => {
    const [ada, ben, cleo] = [await telephone(0), await baresip(1), await baresip(2)];
    const asking = await Telephone.open(program.demo.sip, ada.account, { toneHz: 2000 });
    opened.push(asking);
    const first = ada.call(ben.account.extension);
    await ben.event('CALL_INCOMING');
    ben.command('accept');
    const session = await first;
    await ada.hold();
    const second = asking.call(cleo.account.extension);
    await cleo.event('CALL_INCOMING');
    cleo.command('accept');
    const { callId, localTag, remoteTag } = await second;
    await until('the question is heard', () => cleo.tone() === asking.toneHz);
    const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
    await session.refer({ referTo: `<${address(2)}?Replaces=${replaces}>` });
    await hear(ben, cleo);
    await until('who transferred is out', () => ada.session === null && asking.session === null);
    expect(ada.ear.tone()).toBe(0);
  });

  it('answers a call from the carrier', async () => {
    const ada = await baresip(0);
    const placed = carrierCalls(program, { to: program.demo.organizations[0]!.numbers[0], sound: 'tone', seconds: 60 });
    await ada.event('CALL_INCOMING');
    ada.command('accept');
    await until('the carrier’s tone is heard', () => Math.abs(ada.tone() - 425) <= 10);
    ada.command('hangup');
    expect(await placed).toMatchObject({ kind: 'answered', hungUpBy: 'customer' });
  });
});
