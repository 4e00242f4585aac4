/** What the carrier does with a call to a number, chosen by the last two digits, so that any number can be tried. */
export type Behaviour =
  | { readonly kind: 'answer'; readonly afterMs: number; readonly sound: Sound; readonly earlyMedia: boolean }
  | { readonly kind: 'refuse'; readonly afterMs: number; readonly status: number; readonly reason: string }
  /** Rings until the caller gives up; a network ends it after three minutes. */
  | { readonly kind: 'ring_on' };

/** `echo`: the caller hears itself. `digits`: each digit pressed is spoken. `tone`: 425 Hz. `speech`: spoken digits. */
export type Sound = 'echo' | 'digits' | 'tone' | 'speech' | 'music';

export type BehaviourRow = { readonly digits: string; readonly about: string; readonly behaviour: Behaviour };

function answer(sound: Sound, options: { afterMs?: number; earlyMedia?: boolean } = {}): Behaviour {
  return { kind: 'answer', afterMs: options.afterMs ?? 400, sound, earlyMedia: options.earlyMedia ?? false };
}

function refuse(status: number, reason: string, afterMs = 300): Behaviour {
  return { kind: 'refuse', status, reason, afterMs };
}

export const behaviourRows: readonly BehaviourRow[] = [
  { digits: '01', about: 'answers and echoes what it hears', behaviour: answer('echo') },
  { digits: '02', about: 'answers and speaks the digits of the number called', behaviour: answer('speech') },
  { digits: '03', about: 'is busy (486)', behaviour: refuse(486, 'Busy Here') },
  { digits: '04', about: 'rings and never answers', behaviour: { kind: 'ring_on' } },
  { digits: '05', about: 'is not allocated (404)', behaviour: refuse(404, 'Not Found') },
  {
    digits: '06',
    about: 'rings 20 seconds, then answers with an echo',
    behaviour: answer('echo', { afterMs: 20_000 }),
  },
  {
    digits: '07',
    about: 'plays a tone before it answers (early media)',
    behaviour: answer('echo', { afterMs: 3000, earlyMedia: true }),
  },
  { digits: '08', about: 'refuses the call (603)', behaviour: refuse(603, 'Decline') },
  { digits: '09', about: 'answers and speaks each digit that is pressed', behaviour: answer('digits') },
  { digits: '10', about: 'answers and plays a 425 Hz tone', behaviour: answer('tone') },
  { digits: '11', about: 'is out of service (503)', behaviour: refuse(503, 'Service Unavailable') },
  { digits: '12', about: 'forbids the call (403)', behaviour: refuse(403, 'Forbidden') },
];

/** Every other number answers after a second with music. */
const anyOther: Behaviour = answer('music', { afterMs: 1000 });

export function behaviourOf(number: string): Behaviour {
  return behaviourRows.find((row) => number.endsWith(row.digits))?.behaviour ?? anyOther;
}
