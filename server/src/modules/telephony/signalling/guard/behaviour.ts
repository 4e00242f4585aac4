/** What one source did lately that says what it is after. Changed in place; judged by `judgeBehaviour`. */
export type Behaviour = {
  /** Start of the window in which messages are counted. */
  windowMs: number;
  messages: number;
  garbage: number;
  foreignDomains: number;
  scannerPackets: number;
  /** Users and numbers asked for without proof, and when first; who signs in afterwards is taken out again. */
  readonly asked: Map<string, number>;
};

export type Suspicion = 'scanner' | 'sweep' | 'garbage' | 'foreign_domain';

const windowLengthMs = 60_000;
/** One packet could be forged; a tool sends many. */
const scannerPackets = 10;
const garbageMessages = 100;
const foreignDomains = 20;
/** An office behind one address asks for hundreds of users at once after a power cut, and signs in within seconds. */
const unprovenNames = 30;
const secondsToProve = 8;
const mostNames = 1_000;
const forgetNamesMs = 600_000;

export const newBehaviour = (nowMs: number): Behaviour => ({
  windowMs: nowMs,
  messages: 0,
  garbage: 0,
  foreignDomains: 0,
  scannerPackets: 0,
  asked: new Map(),
});

/** Begins a new window when the last one is over. */
export function turnWindow(behaviour: Behaviour, nowMs: number): void {
  if (nowMs - behaviour.windowMs < windowLengthMs) return;
  behaviour.windowMs = nowMs;
  behaviour.messages = 0;
  behaviour.garbage = 0;
  behaviour.foreignDomains = 0;
  behaviour.scannerPackets = 0;
}

/** Notes that a user or number was asked for; again changes nothing, since repetitions are normal. */
export function noteAsked(behaviour: Behaviour, name: string, nowMs: number): void {
  const { asked } = behaviour;
  for (const [old, atMs] of asked) {
    if (nowMs - atMs < forgetNamesMs) break;
    asked.delete(old);
  }
  if (asked.size < mostNames && !asked.has(name)) asked.set(name, nowMs);
}

/** The first reason to think that this is an attack, or null. */
export function judgeBehaviour(behaviour: Behaviour, nowMs: number): Suspicion | null {
  if (behaviour.scannerPackets >= scannerPackets) return 'scanner';
  if (behaviour.garbage >= garbageMessages && behaviour.garbage * 2 > behaviour.messages) return 'garbage';
  if (behaviour.foreignDomains >= foreignDomains) return 'foreign_domain';
  return isSweep(behaviour, nowMs) ? 'sweep' : null;
}

function isSweep({ asked }: Behaviour, nowMs: number): boolean {
  if (asked.size >= mostNames) return true;
  if (asked.size < unprovenNames) return false;
  // In order of time: the thirtieth tells whether thirty had time to sign in.
  const times = asked.values().drop(unprovenNames - 1);
  const thirtiethMs = times.next().value ?? nowMs;
  return nowMs - thirtiethMs >= secondsToProve * 1000;
}
