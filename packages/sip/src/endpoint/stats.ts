/** Counters since start, and gauges (names ending in `Live`). */
export type EndpointStats = {
  readonly clientTransactionsLive: number;
  readonly serverTransactionsLive: number;
  readonly dialogsLive: number;
  readonly flowsLive: number;
  readonly timersLive: number;
  readonly messagesReceived: number;
  readonly messagesSent: number;
  readonly retransmissionsReceived: number;
  readonly retransmissionsSent: number;
  /** Why packets were dropped: `garbage`, `too_big`, `rate_limited`, `no_transaction` (late responses), `keep_alive` … */
  readonly dropped: Readonly<Record<string, number>>;
  /** Errors caught by the last wall. Anything but 0 is a bug. */
  readonly internalErrors: number;
};
