import type { ForkingCarrier } from './forking-carrier.ts';
import type { Party } from './party.ts';
import type { Waiting } from './waiting.ts';

/** What a scenario stands on; the same for simulated and for real time. */
export interface World extends Waiting {
  /** So many members with a registered telephone each, at extensions 201, 202, …; the first has the caller's codec. */
  parties(count: number): Promise<Party[]>;
  /** One more registered telephone of this member. */
  another(of: Party): Promise<Party>;
  /** A carrier that forks what it gets, and the trunk to it. Parties may call outside. */
  carrier(): Promise<ForkingCarrier>;
  /** Lets time of signalling pass, faster than it does. */
  pass(seconds: number): Promise<void>;
  /** How often a message that matches passed the server's wire: `in` to it, `out` of it. */
  seen(direction: 'in' | 'out', matches: RegExp): number;
}
