import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasTools } from '../../../tools/requirements.ts';
import { startProgram, type Program } from '../program.ts';
import { Api, allQuiet } from './support/api.ts';
import { carrierScript, edgeScript, Kamailio } from './support/kamailio.ts';
import { talking, Telephone, type Account } from './support/telephone.ts';
import { until } from './support/waiting.ts';

const outside = '0142685300';
const account = { username: 'carillon', password: 'right-one' };
type Trunk = { readonly id: string; readonly status: { readonly state: string } };

describe.skipIf(!hasTools('kamailio'))('through Kamailio', () => {
  let program: Program;
  let api: Api;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '28400-28798' });
    await useOwnTrunksOnly();
  }, 120_000);
  afterAll(() => program?.stop());
  beforeEach(() => {
    api = Api.ofOrganization(program);
  });
  afterEach(async () => {
    // Telephones sign off through the proxy that was there before them.
    for (const each of opened.splice(0).toReversed()) await each.close();
    await allQuiet(program);
  });

  const user = (index: number) => program.demo.organizations[0]!.users[index]!;
  const operator = () => Api.signedIn(program, program.demo.operator);
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };

  /** The demonstration's trunk would be tried as well. */
  async function useOwnTrunksOnly(): Promise<void> {
    const staff = await operator();
    const { items } = await staff.get<{ items: Trunk[] }>('/api/v1/trunks');
    for (const { id } of items) await staff.patch(`/api/v1/trunks/${id}`, { enabled: false });
  }

  /** Telephones of the carrier's network; the second is asked when the first can't. */
  async function behind(): Promise<[Telephone, Telephone]> {
    const nobody: Account = { extension: 'outside', sip: { username: 'outside', password: '' } };
    const place = { ...program.demo.sip };
    return [
      keep(await Telephone.open(place, nobody, { toneHz: 1_400 })),
      keep(await Telephone.open(place, nobody, { toneHz: 1_900 })),
    ];
  }

  async function trunk(port: number, authentication: 'address' | 'registration'): Promise<void> {
    const staff = await operator();
    const body = {
      name: `Kamailio ${authentication}`,
      host: '127.0.0.1',
      port,
      transport: 'udp',
      authentication,
      username: authentication === 'registration' ? account.username : null,
      password: authentication === 'registration' ? account.password : null,
      allowedSources: [],
      numberFormat: 'e164_plus',
      maxCalls: null,
      enabled: true,
    };
    const { id } = await staff.post<Trunk>('/api/v1/trunks', body);
    opened.push({ close: async () => void (await staff.patch(`/api/v1/trunks/${id}`, { enabled: false })) });
    const wanted = authentication === 'address' ? 'reachable' : 'registered';
    const stateOf = async () => {
      const { items } = await staff.get<{ items: Trunk[] }>('/api/v1/trunks');
      return items.find((item) => item.id === id)?.status.state;
    };
    await until(`the trunk is ${wanted}`, async () => (await stateOf()) === wanted);
  }

  describe.each(['address', 'registration'] as const)('as a carrier that knows us by %s', (authentication) => {
    async function carrier() {
      const [first, second] = await behind();
      const ports = { server: program.demo.sip.port, first: first.agent.port, second: second.agent.port };
      const script = carrierScript(ports, authentication === 'address' ? null : account);
      const kamailio = keep(await Kamailio.start(script));
      await trunk(kamailio.port, authentication);
      return { kamailio, first, second };
    }

    it('calls out with sound both ways, in a dialog whose requests pass the proxy', async () => {
      const { first } = await carrier();
      const ada = keep(await Telephone.registered(program.demo.sip, user(0), { toneHz: 500 }));
      const answering = first.answer();
      await ada.call(outside);
      await answering;
      await until('both hear each other', () => talking(ada, first));
      const invite = await first.agent.waitForMessage(/^INVITE/);
      expect(invite.text).toMatch(/^Record-Route: /m);
      await ada.hangUp();
      await until('the carrier is released', () => first.session === null);
      expect((await api.endedCalls(1))[0]).toMatchObject({ direction: 'outbound', outcome: 'answered' });
    });

    it('is led to the second way by its failure route, and hears who is there', async () => {
      const { first, second } = await carrier();
      const ada = keep(await Telephone.registered(program.demo.sip, user(0), { toneHz: 500 }));
      const refusing = first.agent.nextCall(15_000).then((invite) => invite.reject(503));
      const answering = second.answer();
      await ada.call(outside);
      await Promise.all([refusing, answering]);
      await until('both hear each other', () => talking(ada, second));
      await second.hangUp();
      await until('the caller is released', () => ada.session === null);
      const [call] = await api.endedCalls(1);
      expect(call).toMatchObject({ outcome: 'answered', hungUpBy: 'callee' });
      expect(call!.legs).toHaveLength(2);
    });

    it('gives up a call that rings, and the far telephone stops', async () => {
      const { first } = await carrier();
      const ada = keep(await Telephone.registered(program.demo.sip, user(0), { toneHz: 500 }));
      const invite = ada.dial(outside);
      const ringing = await first.agent.nextCall(15_000);
      ringing.ring();
      await ada.agent.waitForMessage(/^SIP\/2.0 18\d/, 15_000);
      invite.cancel();
      expect((await invite.result).kind).toBe('cancelled');
      await until('it rings no more', () => ringing.state === 'cancelled');
    });

    it('brings a call from outside to one of our numbers', async () => {
      const { kamailio, first } = await carrier();
      const ada = keep(await Telephone.registered(program.demo.sip, user(0), { toneHz: 500 }));
      const number = program.demo.organizations[0]!.numbers[0]!;
      const answering = ada.answer();
      const route = [`<sip:127.0.0.1:${kamailio.port};lr>`];
      await first.call(`sip:${number}@127.0.0.1`, { route, from: '<sip:+33612345678@127.0.0.1>' });
      await answering;
      await until('both hear each other', () => talking(ada, first));
      await first.hangUp();
      await until('the callee is released', () => ada.session === null);
      expect((await api.endedCalls(1))[0]).toMatchObject({ direction: 'inbound', outcome: 'answered' });
    });
  });

  it('as an edge before us: telephones register and talk through it, and are called by their Path', async () => {
    const kamailio = keep(await Kamailio.start(edgeScript(program.demo.sip.port)));
    const place = { ...program.demo.sip, port: kamailio.port };
    const ada = keep(await Telephone.registered(place, user(0), { toneHz: 500 }));
    const ben = keep(await Telephone.registered(place, user(1), { toneHz: 900 }));
    const answering = ben.answer();
    await ada.call(user(1).extension);
    await answering;
    await until('both hear each other', () => talking(ada, ben));
    const invite = await ben.agent.waitForMessage(/^INVITE/);
    expect(invite.text).toMatch(new RegExp(`^Via: SIP/2.0/UDP 127.0.0.1:${kamailio.port}`, 'm'));
    await ben.hold();
    await until('who holds hears nothing', () => ben.ear.tone() === 0);
    await until('who is held hears no voice', () => ada.ear.tone() !== ben.toneHz);
    await ben.resume();
    await until('both hear each other again', () => talking(ada, ben));
    await ben.hangUp();
    await until('the caller is released', () => ada.session === null);
  });
});
