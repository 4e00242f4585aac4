import type { Config } from '#config';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Realtime } from '#platform/realtime';
import type { Audit } from './actions/audit.ts';
import type { IdentityPorts, PasswordSignIn } from './ports.ts';

export type IdentityConfig = Pick<Config, 'publicUrl' | 'secretKey'>;

/** What every action of this module works with. */
export type IdentityContext = {
  readonly db: Database;
  readonly clock: Clock;
  readonly realtime: Pick<Realtime, 'dropActor'>;
  readonly mail: Mail;
  readonly config: IdentityConfig;
  readonly log: Logger;
  readonly passwords: PasswordSignIn;
  readonly audit: Audit;
  /** Filled by `app.ts` once the modules to the right exist. @throws Error before that */
  readonly ports: () => IdentityPorts;
};
