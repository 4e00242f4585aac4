import type { Identity } from '#identity';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';

/** What every action of this module works with. */
export type ContractContext = { readonly db: Database; readonly clock: Clock; readonly identity: Identity };
