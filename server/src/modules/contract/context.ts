import type { Config } from '#config';
import type { Identity } from '#identity';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Mail } from '#platform/mail';

/** What every action of this module works with. */
export type ContractContext = {
  readonly db: Database;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly mail: Mail;
  readonly config: Pick<Config, 'publicUrl' | 'secretKey'>;
};
