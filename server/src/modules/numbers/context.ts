import type { Identity } from '#identity';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';

export type NumbersContext = { readonly db: Database; readonly clock: Clock; readonly identity: Identity };
