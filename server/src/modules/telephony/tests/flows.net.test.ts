import { describe, expect, onTestFinished, test } from 'vitest';
import { createLoopbackAgent, type LoopbackAgent } from '@carillon/sip/testing';
import { operatorScope } from '#platform/db';
import { until, type TelephonyApp } from '#test/factories/telephony';
import type { DeviceView } from '@carillon/api';
import { get, scene } from '#test/factories/telephony-scenario';
import { makeUser } from '#test/factories/identity';

/** Two agents with one account: a telephone that keeps two flows. */
async function twoFlows(app: TelephonyApp, organizationId: string, params: readonly string[], uriParams = '') {
  const user = await makeUser(app, { organizationId, extension: '250' });
  const row = { organizationId, userId: user.id, name: 'Desk' };
  const [made] = await app.db.transaction(operatorScope, (tx) =>
    app.modules.telephony.seed.createDevicesWithSecrets(tx, [row]),
  );
  const { username, password, deviceId } = made!;
  const agents: LoopbackAgent[] = [];
  for (const param of params) {
    const server = { address: '127.0.0.1', port: app.modules.ports.udpPort };
    const agent = await createLoopbackAgent({ username, password, domain: '127.0.0.1', server, transport: 'tcp' });
    onTestFinished(() => agent.close());
    const result = await agent.endpoint.request({
      method: 'REGISTER',
      uri: 'sip:127.0.0.1',
      route: [`<sip:127.0.0.1:${server.port};transport=tcp;lr>`],
      from: `<${agent.aor}>`,
      to: `<${agent.aor}>`,
      contact: `<sip:${username}@127.0.0.1:${agent.port};transport=tcp${uriParams}>${param}`,
      headers: [{ name: 'Supported', value: 'outbound' }],
      credentials: { username, password },
    });
    expect(result).toMatchObject({ kind: 'response', response: { status: 200 } });
    agents.push(agent);
    await app.clock.advance(1_000);
  }
  return { agents, deviceId, user };
}

const flow = (regId: number) => `;+sip.instance="<urn:uuid:1>";reg-id=${regId}`;
const invites = ({ messages }: LoopbackAgent) => messages.filter(({ text }) => text.startsWith('INVITE')).length;

describe('a telephone with two flows (RFC 5626)', () => {
  test('rings once, over the latest', async () => {
    const { app, organizationId, phones } = await scene(1);
    const { agents } = await twoFlows(app, organizationId, [flow(1), flow(2)]);
    const outgoing = phones[0]!.call('250');
    await agents[1]!.answerNext();
    expect((await outgoing.result).kind).toBe('answered');
    expect(agents.map(invites)).toEqual([0, 1]);
  });

  test('rings over the other when one has failed (430)', async () => {
    const { app, organizationId, phones } = await scene(1);
    const { agents } = await twoFlows(app, organizationId, [flow(1), flow(2)]);
    const outgoing = phones[0]!.call('250');
    (await agents[1]!.nextCall()).reject(430);
    await agents[0]!.answerNext();
    expect((await outgoing.result).kind).toBe('answered');
  });

  test('rings over the other when the connection breaks before it rang, not after', async () => {
    const { app, organizationId, phones } = await scene(1);
    const { agents } = await twoFlows(app, organizationId, [flow(1), flow(2)]);
    const outgoing = phones[0]!.call('250');
    await agents[1]!.nextCall();
    await agents[1]!.close();
    (await agents[0]!.nextCall()).ring();
    await phones[0]!.waitForMessage(/^SIP\/2.0 180/);
    await agents[0]!.close();
    expect(await outgoing.result).toMatchObject({ kind: 'rejected' });
  });

  test('two telephones of one account without instance both ring', async () => {
    const { app, organizationId, phones } = await scene(1);
    const { agents } = await twoFlows(app, organizationId, ['', '']);
    const outgoing = phones[0]!.call('250');
    for (const agent of agents) (await agent.nextCall()).ring();
    expect(agents.map(invites)).toEqual([1, 1]);
    outgoing.cancel();
  });
});

describe('a device that can be woken (RFC 8599)', () => {
  const push = ';pn-provider=webpush;pn-prid=abc';

  test('stays registered when its connection ends, and is not rung while it sleeps', async () => {
    const { app, organizationId, phones } = await scene(1, { pushProviders: ['webpush'] });
    const { agents, user } = await twoFlows(app, organizationId, [flow(1)], push);
    expect((await agents[0]!.waitForMessage(/^SIP\/2.0 200[\s\S]*Feature-Caps/)).text).toContain('+sip.pns="webpush"');
    await agents[0]!.close();
    await until('the flow is gone', () => app.modules.sip.stats().flowsLive < 2);
    const outgoing = phones[0]!.call('250');
    expect(await outgoing.result).toMatchObject({ kind: 'rejected', response: { status: 480 } });
    const { items } = await get<{ items: DeviceView[] }>(app, '/api/v1/devices', user.cookie);
    expect(items[0]!.registrations).toHaveLength(1);
  });
});
