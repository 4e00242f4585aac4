import type { SipEndpoint } from '@carillon/sip';
import { createContract, type Contract } from '#contract';
import { createIdentity, type Identity } from '#identity';
import { createNumbers, type Numbers } from '#numbers';
import {
  createEmbeddedMediaPlane,
  createRtpengineMediaPlane,
  createSip,
  createTelephony,
  type MediaPlane,
  type Telephony,
} from '#telephony';
import type { Platform } from './platform/platform.ts';
import type { Certificate } from './platform/tls.ts';
import { createDemoRole } from './roles/demo.ts';
import { createHttpRole } from './roles/http.ts';
import { createMediaRole } from './roles/media-plane.ts';
import type { Role } from './roles/role.ts';
import { createSipRole } from './roles/sip.ts';
import { createWorkerRole } from './roles/worker.ts';

export type Modules = {
  readonly identity: Identity;
  readonly numbers: Numbers;
  readonly contract: Contract;
  readonly telephony: Telephony;
  readonly media: MediaPlane;
  readonly sip: SipEndpoint;
};

export type App = Modules & {
  readonly platform: Platform;
  /** In the order in which they start. */
  readonly roles: readonly Role[];
  /** The port that the pages are served on, once `roles` have started. */
  readonly httpPort: number;
};

/**
 * Puts the modules together: the only file that knows everybody. Each module is made from the platform and the modules
 * to its left; what it needs from those to its right is a port, filled at the end.
 */
export function createModules(platform: Platform, certificate: Certificate | null = null): Modules {
  const { db, clock, http, realtime, outbox, jobs, mail, config, log, metrics } = platform;
  const identity = createIdentity({ db, clock, http, realtime, mail, config, log });
  const numbers = createNumbers({ db, clock, http, identity, outbox });
  const contract = createContract({ db, clock, http, identity, mail, config, jobs });
  const media = createMediaPlane(platform);
  const { sip, guard, overload } = createSip({ clock, log, trustedSources: config.trustedSources });
  const lines = { identity, numbers, contract, sip, guard, overload, media };
  const telephony = createTelephony({
    ...lines,
    ...{ db, clock, config, log, http, realtime, outbox, mail, metrics, certificate },
  });
  identity.fillPorts({
    numbers,
    sipSecrets: { rotateSipSecrets: (tx, { userId }) => telephony.rotateSecretsOfUser(userId, tx) },
  });
  return { identity, numbers, contract, telephony, media, sip };
}

function createMediaPlane({ config, log, clock }: Platform): MediaPlane {
  const { media, host, publicAddress, rtpPorts: ports, mediaWorkers: workers } = config;
  if (media.kind === 'rtpengine') return createRtpengineMediaPlane({ ...media, workers, ports, log, clock });
  const told = publicAddress === host ? {} : { publicAddress };
  return createEmbeddedMediaPlane({ workers, address: host, ports, ...told, log, clock });
}

/** The whole server, ready to start. */
export function createApp(platform: Platform, certificate: Certificate | null): App {
  const modules = createModules(platform, certificate);
  let { httpPort } = platform.config;
  const roles = [
    createWorkerRole(platform),
    createMediaRole(modules.media),
    createSipRole(modules, platform),
    createDemoRole(modules, platform),
    createHttpRole(platform, (port) => (httpPort = port)),
  ];
  return {
    ...modules,
    platform,
    roles,
    get httpPort() {
      return httpPort;
    },
  };
}
