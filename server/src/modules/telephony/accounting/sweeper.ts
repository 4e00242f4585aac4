import type { Clock, TimerHandle } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { Call } from '../call/types.ts';
import type { NodesStore } from './nodes-store.ts';
import { rebuildLostCall } from './rebuild.ts';
import type { RecordsStore } from './records-store.ts';

/** A process says that it lives this often, and counts as dead after this long without. */
export const heartbeatSeconds = 3;
const deadAfterSeconds = 10;
const batch = 200;

export interface Sweeper {
  /** One round; returns the calls it closed. */
  sweep(): Promise<number>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Closes the calls of other processes that died: their records are made from their facts. One's own calls are never
 * touched, however long the database was away. Any process may do it, several may
 * try at once; whoever takes the owner row away writes the records.
 */
export function createSweeper(deps: {
  nodes: NodesStore;
  records: RecordsStore;
  clock: Clock;
  log: Logger;
  nodeId: string;
  closed: (calls: readonly Call[]) => void;
}): Sweeper {
  const { nodes, records, clock, log, nodeId } = deps;
  let timer: TimerHandle | null = null;
  let running: Promise<unknown> = Promise.resolve();

  const sweep = async (): Promise<number> => {
    const orphans = await nodes.orphans(nodeId, clock.now().subtract({ seconds: deadAfterSeconds }), batch);
    if (orphans.length === 0) return 0;
    const facts = Map.groupBy(await nodes.facts(orphans.map((orphan) => orphan.callId)), (fact) => fact.callId);
    const calls: Call[] = [];
    const hopeless: string[] = [];
    for (const { callId, lastSeenMs } of orphans) {
      const call = rebuildLostCall(facts.get(callId) ?? [], lastSeenMs);
      if (call === null) hopeless.push(callId);
      else calls.push(call);
    }
    if (hopeless.length > 0) await nodes.abandon(hopeless);
    await records.insert(calls);
    deps.closed(calls);
    log.warn({ calls: calls.length, abandoned: hopeless.length }, 'calls of a lost process closed');
    return calls.length;
  };

  const round = async (): Promise<void> => {
    try {
      await nodes.beat(nodeId, clock.now());
      await sweep();
    } catch (error) {
      log.error({ error }, 'sweeper round failed');
    }
  };

  const schedule = (): void => {
    timer = clock.setTimer(heartbeatSeconds * 1000, () => {
      running = round().then(schedule);
    });
  };

  return {
    sweep,
    async start() {
      await round();
      schedule();
    },
    async stop() {
      if (timer !== null) clock.clearTimer(timer);
      await running;
      if (timer !== null) clock.clearTimer(timer);
      await nodes.leave(nodeId).catch((error: unknown) => log.warn({ error }, 'node row not removed'));
    },
  };
}
