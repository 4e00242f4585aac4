/** What the page shows of one call. */
export type LoggedCall = {
  readonly direction: 'from_customer' | 'to_customer';
  readonly number: string;
  readonly from: string;
  readonly startedAt: string;
  readonly answered: boolean;
  /** Pressed by the far side so far. */
  readonly digits: string;
  /** How it ended; null while it lasts. */
  readonly ended: string | null;
};

export interface CallEntry {
  answer(): void;
  pressed(digits: string): void;
  end(how: string): void;
}

const keptCalls = 50;

/** The last calls, newest first. A sandbox has no records beyond that. */
export class CallLog {
  #calls: LoggedCall[] = [];

  get calls(): readonly LoggedCall[] {
    return this.#calls;
  }

  open(call: Pick<LoggedCall, 'direction' | 'number' | 'from'>): CallEntry {
    let logged: LoggedCall = { ...call, startedAt: new Date().toISOString(), answered: false, digits: '', ended: null };
    this.#calls = [logged, ...this.#calls].slice(0, keptCalls);
    const change = (part: Partial<LoggedCall>): void => {
      const next = { ...logged, ...part };
      this.#calls = this.#calls.map((known) => (known === logged ? next : known));
      logged = next;
    };
    return {
      answer: () => change({ answered: true }),
      pressed: (digits) => change({ digits }),
      end: (how) => {
        if (logged.ended === null) change({ ended: how });
      },
    };
  }
}
