import type { Metrics } from '#platform/metrics';
import type { TelephonyContext } from './context.ts';

/** What an operator watches of telephony. */
export function addMetrics(context: TelephonyContext, metrics: Metrics): void {
  const { calls, events, facts, records, guard, sip, media } = context;
  metrics.watch('carillon_calls_in_progress', 'Calls in progress on this node', () => calls.size);
  metrics.watch('carillon_call_facts_waiting', 'Call facts not yet written', () => facts.waiting);
  metrics.watch('carillon_call_records_waiting', 'Calls whose records are not yet written', () => records.waiting);
  metrics.watch('carillon_sip_banned_sources', 'SIP sources banned now', () => guard.counters().bannedSources);
  metrics.watch(
    'carillon_sip_messages_received',
    'SIP messages received since start',
    () => sip.stats().messagesReceived,
  );
  metrics.watch('carillon_sip_messages_sent', 'SIP messages sent since start', () => sip.stats().messagesSent);
  metrics.watch('carillon_media_legs', 'Media legs open, each with its ports', async () => {
    const { workers } = await media.health();
    return workers.reduce((sum, { legs }) => sum + legs, 0);
  });
  watchEngines(context, metrics);
  metrics.watch(
    'carillon_media_legs_not_heard',
    'Connected parties from whom nothing is heard, not on hold',
    () =>
      calls
        .calls()
        .flatMap((call) => Object.values(call.legs))
        .filter((leg) => leg.phase === 'connected' && leg.silent === true).length,
  );
  metrics.watch('carillon_sip_transactions', 'SIP transactions alive; they linger up to 32 s', () => {
    const { clientTransactionsLive, serverTransactionsLive } = sip.stats();
    return clientTransactionsLive + serverTransactionsLive;
  });
  metrics.watch('carillon_sip_dialogs', 'SIP dialogs alive, subscriptions too', () => sip.stats().dialogsLive);
  metrics.watch('carillon_sip_subscriptions', 'Subscriptions of telephones alive', () => events.subscriptions);
  metrics.watch(
    'carillon_sip_internal_errors',
    'Errors caught by the last wall; not 0 is a bug',
    () => sip.stats().internalErrors,
  );
}

/** Sums over the engines of `rtpengine`; 0 with our own workers. */
function watchEngines({ media }: TelephonyContext, metrics: Metrics): void {
  const engines = async () => (await media.health()).engines ?? [];
  metrics.watch('carillon_rtpengine_alive', 'Media engines that answer', async () => {
    return (await engines()).filter(({ alive }) => alive).length;
  });
  metrics.watch('carillon_rtpengine_sessions', 'Sessions of the media engines, by their own count', async () => {
    return (await engines()).reduce((sum, { sessions }) => sum + sessions, 0);
  });
  metrics.watch('carillon_rtpengine_packets_per_second', 'Packets that the media engines pass now', async () => {
    return (await engines()).reduce((sum, { packetsPerSecond }) => sum + packetsPerSecond, 0);
  });
}
