import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasTools } from '../../../tools/requirements.ts';
import { startProgram, type Program } from '../program.ts';
import { allQuiet, metric } from './support/api.ts';
import { Attacker } from './support/attacks.ts';
import { Baresip } from './support/baresip.ts';
import { lampWatcher } from './support/sipp-scenarios.ts';
import { runSipp, succeeded } from './support/sipp.ts';
import { Telephone } from './support/telephone.ts';
import { until } from './support/waiting.ts';

describe('busy lamps, presence and message lamps of telephones that we did not write', () => {
  let program: Program;

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '24000-24398' });
  }, 120_000);
  afterAll(() => program?.stop());
  afterEach(() => allQuiet(program));

  const user = (index: number) => program.demo.organizations[0]!.users[index]!;
  const subscriptions = () => metric(program, 'carillon_sip_subscriptions');

  it.skipIf(!hasTools('sipp')).each([
    ['UDP', undefined, 24_500],
    ['TCP', 'tcp' as const, 24_520],
  ])('SIPp over %s: subscribes with digest, refreshes, unsubscribes', async (_name, transport, localPort) => {
    const { sip } = program.demo;
    const run = { scenario: lampWatcher, account: user(0), dialled: user(1).extension, port: sip.port, localPort };
    const sipp = runSipp(sip, { ...run, calls: 3, ...(transport === undefined ? {} : { transport }) });
    onTestFinished(() => sipp.stop());
    await succeeded(sipp);
    expect(await subscriptions()).toBe(0);
  });

  it.skipIf(!hasTools('baresip'))(
    'baresip watches a colleague and its messages, and sees the colleague talk',
    async () => {
      const { sip } = program.demo;
      const [ada, ben] = [
        await Telephone.registered(sip, user(1), { toneHz: 500 }),
        await Telephone.registered(sip, user(2), { toneHz: 900 }),
      ];
      const watched = `sip:${user(2).extension}@${sip.domain}`;
      const baresip = await Baresip.registered(sip, user(0), { toneHz: 700, watches: [watched] });
      onTestFinished(async () => {
        for (const telephone of [baresip, ada, ben]) await telephone.close();
      });
      // It writes them in colour.
      const shows = (from: string, to: string) =>
        new RegExp(`changed status from \\S*${from}\\S* to \\S*${to}`).test(baresip.output);
      await until('both subscriptions', async () => (await subscriptions()) === 2);
      const answered = ben.answer();
      await ada.call(ben.account.extension);
      await answered;
      await until('the change is shown', () => shows('Online', 'Busy'));
      await ada.hangUp();
      await until('free again', () => shows('Busy', 'Online'));
      expect(baresip.output).toMatch(
        /MWI for sip:[^]*Messages-Waiting: no\s+Message-Account: sip:[^]*Voice-Message: 0\/0/,
      );
      await baresip.close();
      await until('it unsubscribed', async () => (await subscriptions()) === 0);
    },
  );

  it('a flood of SUBSCRIBEs and NOTIFYs without a password leaves nothing, and lamps work', async () => {
    const { sip } = program.demo;
    const mallory = await Attacker.from('127.0.0.31', sip);
    // Whoever floods is soon not answered any more; somebody else is.
    const stranger = await Attacker.from('127.0.0.32', sip);
    onTestFinished(() => [mallory, stranger].forEach((attacker) => attacker.close()));
    const events = ['dialog', 'presence', 'weather', 'dialog;id=1;id=1', ';', 'a'.repeat(5_000), ''];
    const flood = Array.from({ length: 1_000 }, (_, index) => {
      const event = events[index % events.length]!;
      const expires = ['600', '0', '4294967296', '-1', 'x'][index % 5]!;
      return mallory.request(index % 4 === 3 ? 'NOTIFY' : 'SUBSCRIBE', {
        uri: `sip:${user(1).extension}@${sip.domain}`,
        extra: [`Event: ${event}`, `Expires: ${expires}`, 'Subscription-State: active', 'Supported: eventlist'],
      });
    });
    await mallory.send(...flood);
    const statusOf = (method: string, extra: string[]) => stranger.ask(method, { uri: `sip:201@${sip.domain}`, extra });
    expect(await statusOf('SUBSCRIBE', ['Event: dialog', 'Expires: 600'])).toBe(401);
    expect(await statusOf('PUBLISH', ['Event: presence', 'Expires: 600'])).toBe(401);
    expect(
      await stranger.ask('NOTIFY', { toTag: 'made-up', extra: ['Event: dialog', 'Subscription-State: active'] }),
    ).toBe(481);
    expect(await stranger.ask('SUBSCRIBE', { toTag: 'made-up', extra: ['Event: dialog'] })).toBe(481);
    expect(await subscriptions()).toBe(0);
    expect(await metric(program, 'carillon_sip_internal_errors')).toBe(0);
  });
});
