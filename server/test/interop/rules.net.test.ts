import type { LiveCall } from '@carillon/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, type Program } from '../program.ts';
import { Api, nothingLeft } from './support/api.ts';
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
  afterEach(async () => {
    await Promise.all(telephones.splice(0).map((telephone) => telephone.close()));
    await nothingLeft(program);
  });

  const users = (organization = 0) => program.demo.organizations[organization]!.users;

  /** The desk telephone of member `index`, registered, with a voice of its own. */
  async function telephone(index: 0 | 1 | 2 | 3): Promise<Telephone> {
    api = Api.ofOrganization(program);
    const made = await Telephone.registered(program.demo.sip, users()[index]!, { toneHz: tones[index] });
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
});
