import type { SipEndpoint } from '@carillon/sip';
import { createLoopbackAgent, type LoopbackAgent } from '@carillon/sip/testing';
import { onTestFinished } from 'vitest';
import {
  createSip,
  createTelephony,
  type MediaPlane,
  type SipGuard,
  type MessageWaiting,
  type SipPorts,
  type Telephony,
} from '#telephony';
import { operatorScope } from '#platform/db';
import type { Certificate } from '#platform/tls';
import type { Config } from '../../src/config.ts';
import type { CertificateSource } from '../../src/modules/telephony/ports/certificate-source.ts';
import type { SeedTrunk } from '../../src/modules/telephony/seed.ts';
import { createTestApp, type TestApp, type TestPlatform } from '../app.ts';
import { identityModules, makeUser, type IdentityModules, type TestUser } from './identity.ts';
import { RecordedMedia } from './telephony-media.ts';

export type TelephonyModules = IdentityModules & {
  readonly telephony: Telephony;
  /** Hears of nothing when the test brought a media plane of its own. */
  readonly media: RecordedMedia;
  /** The server's own endpoint, to see that nothing is left in it. */
  readonly sip: SipEndpoint;
  readonly guard: SipGuard;
  readonly ports: SipPorts;
};
export type TelephonyApp = TestApp<TelephonyModules>;

/** What a test brings instead of loopback in real time and of media without sound. */
export type SipWorld = Pick<Parameters<typeof createSip>[0], 'driver' | 'options'> & {
  readonly media?: MediaPlane;
  /** For SIP over TLS. */
  readonly certificate?: Certificate;
  readonly messages?: MessageWaiting;
  /** Verifying and signing callers, and where their certificates come from. */
  readonly stir?: Config['stir'];
  readonly certificates?: CertificateSource;
  readonly pushProviders?: readonly string[];
};

/** The module with a media plane that records, listening on loopback. Trusts 127.0.0.1 as the server does. */
export async function telephonyModules(
  platform: TestPlatform,
  world: (platform: TestPlatform) => SipWorld = () => ({}),
): Promise<TelephonyModules> {
  const { db, clock, http, realtime, config, log, mail, outbox, metrics } = platform;
  let telephony: Telephony | null = null;
  const sipSecrets = {
    rotateSipSecrets: async (tx: Parameters<Telephony['rotateSecretsOfUser']>[1], user: { userId: string }) =>
      telephony!.rotateSecretsOfUser(user.userId, tx),
  };
  const left = identityModules(platform, sipSecrets);
  const recorded = new RecordedMedia();
  const {
    media = recorded,
    certificate = null,
    stir = config.stir,
    certificates,
    messages,
    pushProviders = [],
    ...network
  } = world(platform);
  const sip = createSip({ clock, log, trustedSources: config.trustedSources, ...network });
  const { guard } = sip;
  const own = {
    db,
    clock,
    http,
    realtime,
    config: { ...config, stir },
    log,
    mail,
    outbox,
    metrics,
    media,
    certificate,
    pushProviders,
  };
  telephony = createTelephony({
    ...own,
    ...left,
    ...sip,
    ...(certificates && { certificates }),
    ...(messages && { messages }),
  });
  return { ...left, telephony, media: recorded, sip: sip.sip, guard, ports: await telephony.start() };
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
  return Object.assign(agent, { trunkId: await makeTrunk(app, { host: '127.0.0.1', port: agent.port, ...given }) });
}

/** A trunk that the server knows by its address; UDP, for everybody. */
export async function makeTrunk(
  app: TelephonyApp,
  given: Partial<SeedTrunk> & Pick<SeedTrunk, 'host' | 'port'>,
): Promise<string> {
  const trunk: SeedTrunk = {
    organizationId: null,
    name: 'Carrier',
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
  return app.db.transaction(operatorScope, (tx) => app.modules.telephony.seed.createTrunk(tx, trunk));
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
