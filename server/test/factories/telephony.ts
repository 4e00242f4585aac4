import type { SipEndpoint } from '@carillon/sip';
import { createLoopbackAgent, type LoopbackAgent } from '@carillon/sip/testing';
import { onTestFinished } from 'vitest';
import { createSip, createTelephony, type SipPorts, type Telephony } from '#telephony';
import { operatorScope } from '#platform/db';
import type { SeedTrunk } from '../../src/modules/telephony/seed.ts';
import { createTestApp, type TestApp, type TestPlatform } from '../app.ts';
import { identityModules, makeUser, type IdentityModules, type TestUser } from './identity.ts';
import { RecordedMedia } from './telephony-media.ts';

export type TelephonyModules = IdentityModules & {
  readonly telephony: Telephony;
  readonly media: RecordedMedia;
  /** The server's own endpoint, to see that nothing is left in it. */
  readonly sip: SipEndpoint;
  readonly ports: SipPorts;
};
export type TelephonyApp = TestApp<TelephonyModules>;

/** A network and a clock of the test's own, instead of loopback in real time. */
export type SipWorld = Pick<Parameters<typeof createSip>[0], 'driver' | 'options'>;

/** The module with a media plane that records, listening on loopback. Trusts 127.0.0.1 as the server does. */
export async function telephonyModules(
  platform: TestPlatform,
  world: (platform: TestPlatform) => SipWorld = () => ({}),
): Promise<TelephonyModules> {
  const { db, clock, http, realtime, config, log, outbox, metrics } = platform;
  let telephony: Telephony | null = null;
  const sipSecrets = {
    rotateSipSecrets: async (tx: Parameters<Telephony['rotateSecretsOfUser']>[1], user: { userId: string }) =>
      telephony!.rotateSecretsOfUser(user.userId, tx),
  };
  const left = identityModules(platform, sipSecrets);
  const media = new RecordedMedia();
  const sip = createSip({ clock, log, trustedSources: config.trustedSources, ...world(platform) });
  telephony = createTelephony({ db, clock, http, realtime, config, log, outbox, metrics, media, ...left, ...sip });
  return { ...left, telephony, media, sip: sip.sip, ports: await telephony.start() };
}

/** The whole application with telephony, closed when the running test ends. */
export async function telephonyApp(world?: (platform: TestPlatform) => SipWorld): Promise<TelephonyApp> {
  const app = await createTestApp({ modules: (platform: TestPlatform) => telephonyModules(platform, world) });
  onTestFinished(async () => {
    await app.modules.telephony.stop();
    await app.close();
  });
  return app;
}

export type Phone = LoopbackAgent & { readonly user: TestUser; readonly deviceId: string };

type PhoneOptions = {
  organizationId?: string;
  extension?: string;
  user?: TestUser;
  address?: string;
  transport?: 'udp' | 'tcp';
};

/** A member with a registered telephone on loopback. */
export async function makePhone(app: TelephonyApp, options: PhoneOptions = {}): Promise<Phone> {
  const { organizationId, extension = null } = options;
  const user =
    options.user ?? (await makeUser(app, { extension, ...(organizationId === undefined ? {} : { organizationId }) }));
  const agent = await makeUnregisteredPhone(app, { ...options, user });
  const result = await agent.register();
  if (result.kind !== 'response' || result.response.status !== 200) throw new Error('the telephone could not register');
  return agent;
}

/** The same before it registers. */
export async function makeUnregisteredPhone(
  app: TelephonyApp,
  options: PhoneOptions & { user: TestUser },
): Promise<Phone> {
  const { user } = options;
  const { seed } = app.modules.telephony;
  const row = { organizationId: user.organizationId, userId: user.id, name: 'Desk' };
  const [made] = await app.db.transaction(operatorScope, (tx) => seed.createDevicesWithSecrets(tx, [row]));
  const agent = await createLoopbackAgent({
    username: made!.username,
    password: made!.password,
    domain: '127.0.0.1',
    server: { address: '127.0.0.1', port: app.modules.ports.udpPort },
    ...(options.address === undefined ? {} : { address: options.address }),
    ...(options.transport === undefined ? {} : { transport: options.transport }),
  });
  onTestFinished(() => agent.close());
  return Object.assign(agent, { user, deviceId: made!.deviceId });
}

/** A carrier on loopback that the server knows by its address, and the trunk to it. */
export async function makeCarrier(
  app: TelephonyApp,
  given: Partial<SeedTrunk> = {},
): Promise<LoopbackAgent & { trunkId: string }> {
  const agent = await createLoopbackAgent({
    username: 'carrier',
    password: 'none',
    domain: '127.0.0.1',
    server: { address: '127.0.0.1', port: app.modules.ports.udpPort },
  });
  onTestFinished(() => agent.close());
  const trunk: SeedTrunk = {
    organizationId: null,
    name: 'Carrier',
    host: '127.0.0.1',
    port: agent.port,
    transport: 'udp',
    authentication: 'address',
    username: null,
    password: null,
    allowedSources: [],
    numberFormat: 'e164_plus',
    maxCalls: null,
    enabled: true,
    ...given,
  };
  const trunkId = await app.db.transaction(operatorScope, (tx) => app.modules.telephony.seed.createTrunk(tx, trunk));
  return Object.assign(agent, { trunkId });
}

/** Waits for a condition that the network brings about; real time, since the network is real. */
export async function until<T>(what: string, check: () => T | Promise<T>, timeoutMs = 4_000): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
