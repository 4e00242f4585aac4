import {
  applyRegister,
  readAddressOfRecord,
  splitExpired,
  type Binding,
  type Flow,
  type IncomingRequest,
  type RegisterOutcome,
} from '@carillon/sip';
import type { Clock, TimerHandle } from '#platform/clock';
import type { Device } from '../devices/device.ts';
import type { DeviceFinder } from '../devices/device-finder.ts';
import type { DeviceTable } from '../devices/device-table.ts';
import { principalOf, type Authentication, type Authenticator, type UserPrincipal } from './authenticate.ts';
import type { BindingTable } from './binding-table.ts';
import type { SipDomain } from './domain.ts';

export type RegistrarDeps = {
  readonly clock: Clock;
  readonly domain: SipDomain;
  readonly devices: DeviceTable;
  readonly bindings: BindingTable;
  readonly finder: DeviceFinder;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly pushProviders: readonly string[];
  /** The bindings of a device changed; `presence`: it became reachable or stopped being so. */
  readonly changed: (device: Device, change: { readonly presence: 'came' | 'left' | null }) => void;
  /** A device was shut out. */
  readonly dropped: (device: Device) => void;
};

/** Browsers re-register often, because their connection is their presence; telephones at leisure. */
const limits = { minSeconds: 30, maxSeconds: 3_600, defaultSeconds: 3_600, bindings: 5 } as const;
const sweepMs = 5_000;

export interface Registrar {
  handle(incoming: IncomingRequest): void;
  /** A connection ended: what was reached over it is not any more. */
  flowClosed(flow: Flow): void;
  /** Forgets every binding of a device (removed, new password, compromised user). */
  drop(device: Device): void;
  stop(): void;
}

export function createRegistrar(deps: RegistrarDeps): Registrar {
  const { bindings, devices, clock } = deps;

  const store = (device: Device, next: readonly Binding[]): void => {
    const was = bindings.ofDevice(device.id).length > 0;
    bindings.set(device.id, next);
    const is = next.length > 0;
    deps.changed(device, { presence: was === is ? null : is ? 'came' : 'left' });
  };

  const register = (incoming: IncomingRequest, device: Device): void => {
    const { request, flow } = incoming;
    const context = { nowMilliseconds: clock.nowMs(), limits, flow, pushProviders: deps.pushProviders };
    const outcome: RegisterOutcome = applyRegister(bindings.ofDevice(device.id), request, context);
    if (outcome.kind === 'updated' || outcome.expired.length > 0) store(device, outcome.bindings);
    const { status, reason, headers } = outcome.response;
    incoming.respond(status, { reason, headers });
  };

  const sweep = (): void => {
    for (const deviceId of [...bindings.devices()]) {
      const { live, expired } = splitExpired(bindings.ofDevice(deviceId), clock.nowMs());
      const device = devices.byId(deviceId);
      if (expired.length > 0 && device !== undefined) store(device, live);
    }
    timer = clock.setTimer(sweepMs, sweep);
  };
  let timer: TimerHandle = clock.setTimer(sweepMs, sweep);

  return {
    handle(incoming) {
      const target = readAddressOfRecord(incoming.request);
      if (target === undefined || !deps.domain.isOurs(target.host)) return incoming.respond(404);
      const principal = principalOf(incoming.flow);
      const decide = (device: Device | null): void => {
        if (device !== null) register(incoming, device);
      };
      if (principal !== null) return withBrowser(deps, { incoming, principal, user: target.user }, decide);
      const found = deps.authenticator.authenticate(incoming.request, incoming.flow);
      const go = (authentication: Authentication): void => decide(authorise(incoming, target.user, authentication));
      if (found instanceof Promise) void found.then(go);
      else go(found);
    },
    flowClosed(flow) {
      for (const { deviceId, binding } of bindings.onFlow(flow.id)) {
        const device = devices.byId(deviceId);
        if (device !== undefined)
          store(
            device,
            bindings.ofDevice(deviceId).flatMap((other) => (other === binding ? asleep(other) : [other])),
          );
      }
    },
    drop(device) {
      store(device, []);
      deps.dropped(device);
    },
    stop: () => clock.clearTimer(timer),
  };
}

/** What is left of a binding whose connection ended: a device that can be woken sleeps, any other is gone. */
function asleep({ flow: _flow, ...binding }: Binding): Binding[] {
  return binding.push === undefined ? [] : [binding];
}

type BrowserRegister = {
  readonly incoming: IncomingRequest;
  readonly principal: UserPrincipal;
  readonly user: string;
};

/** A browser is whoever signed in: its own address, without a password (ARCHITECTURE §6). */
function withBrowser(
  { devices, finder }: RegistrarDeps,
  { incoming, principal, user }: BrowserRegister,
  decide: (device: Device) => void,
): void {
  const go = (): void => {
    const own = devices.byUsername(user);
    if (own?.userId === principal.userId && own.kind === 'browser') decide(own);
    else incoming.respond(403);
  };
  const lookedUp = finder.ensure(user);
  if (lookedUp === null) go();
  else void lookedUp.then(go);
}

/** The device that may register as `user`, or null when the request is answered already. */
function authorise(incoming: IncomingRequest, user: string, authentication: Authentication): Device | null {
  if (authentication.kind === 'device' && authentication.device.sipUsername === user) return authentication.device;
  // Right password, somebody else's address (RFC 3261 10.3 step 4).
  if (authentication.kind === 'device') incoming.respond(403);
  else
    incoming.respond(
      authentication.status,
      authentication.kind === 'challenge' ? { headers: authentication.headers } : {},
    );
  return null;
}
