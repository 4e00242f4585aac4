import { createSipEndpoint, type SipEndpoint, type SipEndpointOptions } from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { Tx } from '#platform/db';
import type { Logger } from '#platform/log';
import { rotateSecretsOfUser } from './devices/actions.ts';
import { addTelephonyRoutes } from './http/routes.ts';
import { createContext } from './create-context.ts';
import type { TelephonyDeps } from './deps.ts';
import { addMetrics } from './metrics.ts';
import { listenToEvents } from './on-events.ts';
import type { MediaPlane } from './ports/media-plane.ts';
import { createTelephonySeed, type TelephonySeed } from './seed.ts';
import { SipGuard } from './signalling/guard/guard.ts';
import { createOverload, type Overload } from './signalling/overload.ts';
import type { SipPorts } from './signalling/serve.ts';
import { startTelephony, stopTelephony } from './lifecycle.ts';

export { createEmbeddedMediaPlane } from './media/embedded-media-plane.ts';
export { createRtpengineMediaPlane } from './media/rtpengine/create.ts';
export type { MediaPlane } from './ports/media-plane.ts';
export type { MessageWaiting } from './ports/message-waiting.ts';
export type { SipGuard } from './signalling/guard/guard.ts';
export type { SipPorts } from './signalling/serve.ts';
export { createTelephonySeed, type SeedCall, type SeedDeps, type SeedDevice, type TelephonySeed } from './seed.ts';
export type { TelephonyConfig } from './context.ts';

export type { TelephonyDeps } from './deps.ts';

export type TelephonyHealth = {
  readonly listening: boolean;
  readonly callsInProgress: number;
  readonly factsWaiting: number;
  readonly recordsWaiting: number;
  readonly media: Awaited<ReturnType<MediaPlane['health']>>;
};

export interface Telephony {
  /** Loads devices, registrations and trunks, opens the SIP ports, starts the sweeper. */
  start(): Promise<SipPorts>;
  /** Ends calls in order (people in them hear nothing more), writes what is waiting, closes the ports. */
  stop(): Promise<void>;
  /** New SIP secrets for every telephone of a user, and its registrations and browser connections ended (R-5.2-c). */
  rotateSecretsOfUser(userId: string, tx: Tx): Promise<number>;
  health(): Promise<TelephonyHealth>;
  readonly seed: TelephonySeed;
  /** The domain that telephones are configured with. */
  readonly sipDomain: string;
}

/** The SIP endpoint of the server with its guard in front. */
export function createSip(deps: {
  clock: Clock;
  log: Logger;
  trustedSources: readonly string[];
  options?: SipEndpointOptions;
  /** The network; tests bring their own. */
  driver?: Parameters<typeof createSipEndpoint>[1];
}): { sip: SipEndpoint; guard: SipGuard; overload: Overload } {
  const guard = new SipGuard(deps);
  const overload = createOverload(deps);
  const options: SipEndpointOptions = {
    userAgent: 'Carillon',
    supported: ['path', 'outbound', 'eventlist'],
    admit: (source) => guard.admit(source.address),
    onGarbage: (flow) => {
      guard.noteSuspect(flow, 'garbage');
      return guard.mayAnswer(flow);
    },
    shouldShed: (request) => overload.shouldShed(request),
    log: ({ message, ...fields }) => deps.log.warn(fields, message),
    ...deps.options,
  };
  return { sip: createSipEndpoint(options, deps.driver), guard, overload };
}

/** Puts the module together and serves its operations; `start` opens the ports. */
export function createTelephony(deps: TelephonyDeps): Telephony {
  const context = createContext(deps);
  addTelephonyRoutes(context, deps.http);
  listenToEvents(context, deps.outbox);
  addMetrics(context, deps.metrics);
  const life = { admitting: false };
  return {
    start: () => startTelephony(context, life, deps.certificate ?? null),
    stop: () => stopTelephony(context, life),
    rotateSecretsOfUser: (userId, tx) => rotateSecretsOfUser(context, userId, tx),
    seed: createTelephonySeed({
      ...deps,
      secretKey: deps.config.secretKey,
      addedDevice: (device) => context.devices.put(device),
      addedTrunk: (trunk) => context.trunks.put(trunk),
    }),
    sipDomain: context.domain.name,
    health: async () => ({
      listening: life.admitting,
      callsInProgress: context.calls.size,
      factsWaiting: context.facts.waiting,
      recordsWaiting: context.records.waiting,
      media: await context.media.health(),
    }),
  };
}
