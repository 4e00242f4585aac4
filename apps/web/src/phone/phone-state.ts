/** What the telephone of this tab knows by itself. Everything about a call itself comes from the server. */
export type RegistrationState = 'off' | 'connecting' | 'registered' | 'failed' | 'elsewhere';

export type LocalSession = {
  /** SIP Call-ID, by which the server's view of the call finds this session. */
  readonly sipCallId: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly phase: 'ringing' | 'connecting' | 'established';
  readonly muted: boolean;
  readonly remoteLabel: string;
  readonly quality: 'good' | 'fair' | 'poor' | null;
};

export type PhoneState = {
  readonly registration: RegistrationState;
  /** Why registration failed, in the words of the server or the transport. */
  readonly reason: string | null;
  readonly sessions: readonly LocalSession[];
  /** Why the last outgoing call could not even start (microphone). */
  readonly microphoneProblem: 'denied' | 'missing' | 'insecure' | null;
  /** Outcome of the last call that ended without being answered, for one sentence in the bar. */
  readonly lastFailure: {
    readonly key: 'busy' | 'rejected' | 'no_answer' | 'failed' | 'blocked';
    readonly at: number;
  } | null;
};

export const initialPhoneState: PhoneState = {
  registration: 'connecting',
  reason: null,
  sessions: [],
  microphoneProblem: null,
  lastFailure: null,
};
