/** What one endpoint counts since its start. */
export type Counters = {
  messagesReceived: number;
  messagesSent: number;
  retransmissionsReceived: number;
  retransmissionsSent: number;
  internalErrors: number;
};

export const createCounters = (): Counters => ({
  messagesReceived: 0,
  messagesSent: 0,
  retransmissionsReceived: 0,
  retransmissionsSent: 0,
  internalErrors: 0,
});
