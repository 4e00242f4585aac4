import { createContract, type Contract } from '#contract';
import { createIdentity, type Identity } from '#identity';
import { createNumbers, type Numbers } from '#numbers';
import type { Platform } from './platform/platform.ts';
import { createHttpRole } from './roles/http.ts';
import type { Role } from './roles/role.ts';
import { createWorkerRole } from './roles/worker.ts';

export type Modules = { readonly identity: Identity; readonly numbers: Numbers; readonly contract: Contract };

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
export function createModules(platform: Platform): Modules {
  const { db, clock, http, realtime, outbox, mail, config, log } = platform;
  const identity = createIdentity({ db, clock, http, realtime, mail, config, log });
  const numbers = createNumbers({ db, clock, http, identity, outbox });
  const contract = createContract({ db, clock, identity });
  identity.fillPorts({ numbers, sipSecrets: { rotateSipSecrets: async () => 0 } });
  return { identity, numbers, contract };
}

/** The whole server, ready to start. */
export function createApp(platform: Platform): App {
  const modules = createModules(platform);
  let httpPort = platform.config.httpPort;
  const roles = [createWorkerRole(platform), createHttpRole(platform, (port) => (httpPort = port))];
  return {
    ...modules,
    platform,
    roles,
    get httpPort() {
      return httpPort;
    },
  };
}
