/** One load. `rate`: new calls or registrations a second; `count`: how many in all, or how many held at once. */
export type Workload =
  /** First registrations of every telephone: each is new to the registrar and to the database. */
  | { readonly kind: 'fleet'; readonly rate: number; readonly count: number }
  /** Registrations again, by telephones that are known. */
  | { readonly kind: 'register'; readonly rate: number; readonly count: number }
  | { readonly kind: 'calls'; readonly rate: number; readonly count: number }
  /** Calls held with G.711 both ways, measured for `seconds`. */
  | { readonly kind: 'held'; readonly count: number; readonly seconds: number }
  /** Callers who hear a message that repeats. */
  | { readonly kind: 'ivr'; readonly count: number; readonly seconds: number }
  /** Callers in conferences, all speaking; `count` in all. */
  | { readonly kind: 'conf'; readonly rooms: number; readonly count: number; readonly seconds: number }
  /** Rising rates from `start` on until failures and repetitions pass 0.1 %; `seconds` each. */
  | { readonly kind: 'ramp' | 'ramp-register'; readonly start: number; readonly seconds: number };

type PlanOptions = {
  readonly only: string;
  readonly rates: string;
  readonly registerRates: string;
  readonly held: string;
  /** Seconds of each load. */
  readonly seconds: string;
};

const numbers = (list: string): number[] => list.split(',').map(Number);
const rampStepSeconds = 8;

/** Held calls first and few before many: the growth of memory means something on a fresh server only. */
export function plan({ only, rates, registerRates, held, ...options }: PlanOptions): Workload[] {
  const seconds = Number(options.seconds);
  const all: Workload[] = [
    ...numbers(held).map((count): Workload => ({ kind: 'held', count, seconds })),
    ...numbers(registerRates).map((rate): Workload => ({ kind: 'register', rate, count: rate * seconds })),
    { kind: 'ivr', count: 100, seconds },
    { kind: 'conf', rooms: 5, count: 100, seconds },
    { kind: 'ramp-register', start: 400, seconds: rampStepSeconds },
    ...numbers(rates).map((rate): Workload => ({ kind: 'calls', rate, count: rate * seconds })),
    { kind: 'ramp', start: 60, seconds: rampStepSeconds },
  ];
  const kinds = only.split(',');
  return all.filter(({ kind }) => kinds.includes(kind));
}

/** Calls that last while their sound is measured. */
export const isLasting = ({ kind }: Workload): boolean => kind === 'held' || kind === 'ivr' || kind === 'conf';

export function nameOf(workload: Workload): string {
  switch (workload.kind) {
    case 'fleet':
      return `first registrations ${workload.rate}/s`;
    case 'held':
      return `${workload.count} calls held`;
    case 'ivr':
      return `${workload.count} callers hear a message`;
    case 'conf':
      return `${workload.rooms} conferences, ${workload.count} parties`;
    case 'ramp':
      return 'best rate of calls';
    case 'ramp-register':
      return 'best rate of registrations';
    default:
      return `${workload.kind} ${workload.rate}/s`;
  }
}
