import { writeSdp } from '#test/factories/telephony-media';
import { endedCalls, scene, talk } from '#test/factories/telephony-scenario';
import { until } from '#test/factories/telephony';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasTools } from '../../../tools/requirements.ts';
import { shedCaller } from './support/sipp-scenarios.ts';
import { runSipp, succeeded } from './support/sipp.ts';

/** More than there is time for: it ends when the test has seen enough. */
const calls = 100_000;
const perSecond = 100;

describe.skipIf(!hasTools('sipp'))('overload', () => {
  it('sheds new calls without state, told when to come back; calls in progress and emergencies do not notice', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = [phones[0]!, phones[1]!, phones[2]!];
    const { callerSession, calleeSession } = await talk(ada, ben, '202');
    const { media, ports, sip } = app.modules;
    media.full = true;
    await app.clock.advance(500);
    // Room again, which nobody looks for before the clock moves on: whoever gets in is served.
    media.full = false;
    const open = media.legs.size;
    const place = { host: '127.0.0.1', port: ports.udpPort, domain: '127.0.0.1' };
    const account = { extension: 'load', sip: { username: 'load', password: 'none' } };
    const port = 28_900 + (process.pid % 9) * 10;
    const load = { scenario: shedCaller, account, dialled: '201', port: ports.udpPort, localPort: port };
    const sipp = runSipp(place, { ...load, calls, perSecond, parallel: 2 * perSecond });
    onTestFinished(() => sipp.stop());
    const shed = () => sip.stats().messagesReceived;
    const quiet = shed();
    await until('the load has begun', () => shed() > quiet + 2 * perSecond, 20_000);

    expect((await calleeSession.reinvite({ body: writeSdp(['PCMA'], 'sendonly') })).kind).toBe('accepted');
    expect((await calleeSession.reinvite({ body: writeSdp(['PCMA']) })).kind).toBe('accepted');
    expect((await ada.call('203').result).kind).toBe('rejected');
    const emergency = await cleo.call('112').result;
    expect(emergency.kind).toBe('answered');
    expect(media.legs.size).toBe(open + 1);
    await callerSession.bye();
    if (emergency.kind === 'answered') await emergency.session.bye();
    // A stateful 503 is kept for 32 s: there would be hundreds.
    expect(sip.stats().serverTransactionsLive).toBeLessThan(perSecond / 2);

    sipp.finish();
    await succeeded(sipp);
    expect(media.legs.size).toBe(open + 1);
    expect(await endedCalls(app, 2)).toMatchObject([{ outcome: 'answered' }, { outcome: 'blocked' }]);
    expect(sip.stats().internalErrors).toBe(0);
  });
});
