/** What the parts of one endpoint share. */
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { Counters } from '../transaction/counters.ts';
import type { TimerWheel } from '../transaction/timer-wheel.ts';
import type { NewRequest, TransactionLayer } from '../transaction/transaction-layer.ts';
import type { TimerPolicy } from '../dialog/session-timer.ts';
import type { Drops } from '../transport/drops.ts';
import type { Transports } from '../transport/transports.ts';
import type { DialogTable } from './dialog-table.ts';
import type { Sender } from './sender.ts';
import type { EndpointLog, SipClock } from './types.ts';

/** What a CANCEL ends: a pending INVITE or re-INVITE. */
export interface Cancellable {
  onCancel(reason: string | null): void;
}

export type EndpointCore = {
  readonly clock: SipClock;
  readonly wheel: TimerWheel;
  readonly layer: TransactionLayer;
  readonly transports: Transports;
  readonly sender: Sender;
  readonly counters: Counters;
  readonly drops: Drops;
  readonly dialogs: DialogTable;
  /** Who waits for the NOTIFY that makes its dialog, by Call-ID and our tag (RFC 6665 4.4.1). */
  readonly awaited: Map<string, (notify: NewRequest) => void>;
  readonly cancellable: WeakMap<ServerTransaction, Cancellable>;
  readonly timerPolicy: TimerPolicy;
  readonly userAgent: string;
  /** Allow and Supported, as sent. */
  readonly allow: string;
  readonly supported: string;
  readonly log: EndpointLog;
  /** Runs a callback of the user of the stack; what it throws is counted and logged, never passed on. */
  readonly guard: (what: string, run: () => void) => void;
};
