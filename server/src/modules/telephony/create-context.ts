import type { Flow } from '@carillon/sip';
import { newId } from '#platform/ids';
import { createFactsConnection } from './accounting/facts-connection.ts';
import { createFactsStore } from './accounting/facts-store.ts';
import { createFactsWriter } from './accounting/facts-writer.ts';
import { createNodesStore } from './accounting/nodes-store.ts';
import { createRecordsStore } from './accounting/records-store.ts';
import { createRecordsWriter } from './accounting/records-writer.ts';
import { createSweeper } from './accounting/sweeper.ts';
import { CallService } from './call/call-service.ts';
import { trunkLoad } from './call/trunk-load.ts';
import type { Call } from './call/types.ts';
import type { TelephonyContext } from './context.ts';
import { AvailabilityTable } from './devices/availability-table.ts';
import { ensureBrowserDevice } from './devices/browser-device.ts';
import { createDeviceFinder } from './devices/device-finder.ts';
import { DeviceTable } from './devices/device-table.ts';
import { createDirectory } from './directory/directory.ts';
import { followRedirect } from './features/follow-redirect.ts';
import { handleRefer } from './features/refer.ts';
import { createLiveViews } from './http/live-views.ts';
import { readTeam } from './http/team.ts';
import { createQualityWatch } from './http/quality-watch.ts';
import { createViews } from './http/views.ts';
import type { TelephonyDeps } from './deps.ts';
import { extraChannels } from './routing/extra-channels.ts';
import { routeMemberCall } from './routing/route-member-call.ts';
import { routeReturn } from './routing/route-return.ts';
import type { RoutingDeps } from './routing/types.ts';
import { ConferenceRooms } from './services/conference-rooms.ts';
import { createStir } from './stir/create-stir.ts';
import { createAuthenticator } from './signalling/authenticate.ts';
import { createBanKeeper } from './signalling/guard/ban-keeper.ts';
import { createScreen } from './signalling/screen.ts';
import { bindingIdOf, BindingTable, ringableBindings } from './signalling/binding-table.ts';
import { createDialler } from './signalling/dialler.ts';
import { createSipDomain } from './signalling/domain.ts';
import { createEvents } from './signalling/events/create-events.ts';
import type { EventServer } from './signalling/events/event-server.ts';
import { LineIndex } from './signalling/line-index.ts';
import { createRegistrar } from './signalling/registrar.ts';
import { createRegistrationKeeper } from './signalling/registration-keeper.ts';
import { createTrunkManager } from './signalling/trunk-manager.ts';
import { serveBrowsers } from './signalling/web-socket.ts';
import { createToll } from './toll/create.ts';
import { secondsOutside } from './toll/seconds-outside.ts';
import type { TollGuard } from './toll/toll-guard.ts';
import { telephonyText } from '@carillon/i18n';

/** Puts the parts of the module together; nothing listens or runs yet. */
export function createContext(deps: TelephonyDeps): TelephonyContext {
  const { db, clock, log, sip, guard, config, realtime } = deps;
  const nodeId = newId();
  const tables = { devices: new DeviceTable(), bindings: new BindingTable(), availability: new AvailabilityTable() };
  const domain = createSipDomain(config.publicAddress, config.host);
  const index = new LineIndex();
  const directory = createDirectory(deps);
  const accounting = createAccounting(deps, nodeId, (calls) => views.callsEnded(calls));
  const failed = (error: unknown) => log.error({ error }, 'a view could not be made');
  const quality = createQualityWatch({
    clock,
    failed,
    calls: () => calls,
    isLookedAt: (userId) => realtime.isFollowed('my-calls', userId),
    changed: (userId) => views.qualityChanged(userId),
  });
  const live = createLiveViews(() => calls, quality);
  const team = (organizationId: string) => readTeam({ ...deps, ...tables, calls: () => calls }, organizationId);
  const views = createViews({ realtime, clock, live, team, failed, follow: (userId) => quality.follow(userId) });
  const bound = { sipPort: config.sipPort };
  const contactHost = () => `${config.publicAddress}:${bound.sipPort}`;
  const trunks = createTrunkManager({ sip, clock, log, domain: domain.name, contactHost, changed: () => undefined });
  const rooms = new ConferenceRooms(deps.media, log, (roomId) => events.conferenceChanged(roomId));
  const tollGuard = createToll({ ...deps, directory });
  const routing = createRouting(tables, { clock, directory, trunks, rooms, tollGuard, calls: () => calls });
  const { verifier, signer } = createStir(deps);
  const dialler = createDialler({ sip, domain, trunks, index, signer, bindings: tables.bindings });
  const calling = { routing, accounting, views, index, rooms, tollGuard, trunks, ...tables, events: () => events };
  const calls = createCalls(deps, calling, dialler);
  const keeper = createRegistrationKeeper({ db, clock, log, newId, bindings: tables.bindings });
  const finder = createDeviceFinder({ db, clock, devices: tables.devices });
  const authenticator = createAuthenticator({ guard, clock, finder, devices: tables.devices });
  const banKeeper = connectGuard(deps, { authenticator, domain, trunks });
  const watching = { ...tables, domain, directory, authenticator, views, rooms };
  const { events, chooseAvailability } = createEvents(deps, watching, () => calls);
  const registrar = createRegistrar({
    ...{ ...tables, finder, clock, domain, authenticator },
    dropped: (device) => events.endDevice(device.id),
    pushProviders: deps.pushProviders ?? [],
    changed(device, { presence }) {
      keeper.note(device, presence);
      events.registrationChanged(device, presence === 'came');
      if (presence === null) return;
      if (presence === 'came') calls.userCameBack(device.userId);
      views.teamChanged(device.organizationId);
    },
  });
  const browsers = serveBrowsers(deps.http, sip, async ({ userId, organizationId }) => {
    await ensureBrowserDevice({ db, clock, devices: tables.devices }, { userId, organizationId });
  });
  return {
    ...deps,
    ...tables,
    ...accounting,
    nodeId,
    domain,
    index,
    verifier,
    directory,
    trunks,
    routing,
    calls,
    rooms,
    keeper,
    registrar,
    events,
    chooseAvailability,
    views,
    finder,
    bound,
    authenticator,
    banKeeper,
    tollGuard,
    live,
    quality,
    team,
    dropBrowsers: (userId) => browsers.drop(userId),
  };
}

/** The guard learns who is a carrier and where bans are kept, and strangers are looked at first. */
function connectGuard(
  { db, clock, log, guard, sip }: TelephonyDeps,
  { authenticator, domain, trunks }: Pick<TelephonyContext, 'authenticator' | 'domain' | 'trunks'>,
): TelephonyContext['banKeeper'] {
  const banKeeper = createBanKeeper({ db, clock, log });
  guard.connect({ onBan: (ban) => banKeeper.note(ban), isPeer: (address) => trunks.isPeer(address) });
  const isCarrier = (flow: Flow) => (trunks.bySocket(flow) ?? trunks.bySource(flow)) !== undefined;
  sip.screenWith(createScreen({ guard, domain, authenticator, isCarrier }));
  return banKeeper;
}

type Accounting = Pick<TelephonyContext, 'facts' | 'factsConnection' | 'records' | 'sweeper'>;

function createAccounting(
  deps: TelephonyDeps,
  nodeId: string,
  ended: TelephonyContext['views']['callsEnded'],
): Accounting {
  const { db, clock, log } = deps;
  const store = createRecordsStore(db);
  const factsConnection = createFactsConnection(db.connection, log);
  const facts = createFactsWriter({ store: createFactsStore(factsConnection, nodeId), log, clock });
  const records = createRecordsWriter({ store, factsWritten: () => facts.flush(), written: ended, clock, log });
  const nodes = createNodesStore(db);
  const sweeper = createSweeper({ nodes, records: store, clock, log, nodeId, closed: ended });
  return { facts, factsConnection, records, sweeper };
}

type RoutingParts = Pick<TelephonyContext, 'clock' | 'directory' | 'trunks' | 'rooms' | 'tollGuard'> & {
  readonly calls: () => CallService;
};

function createRouting(
  { devices, bindings, availability }: Pick<TelephonyContext, 'devices' | 'bindings' | 'availability'>,
  { clock, directory, trunks, rooms, tollGuard, calls }: RoutingParts,
): RoutingDeps {
  return {
    clock,
    directory,
    newId,
    reserveToll: (ask) => tollGuard.reserve(ask),
    partiesIn: (serviceId) => rooms.partiesIn(serviceId),
    reachable: (userId) =>
      devices.ofUser(userId).flatMap((device) =>
        ringableBindings(bindings.ofDevice(device.id)).map((binding) => ({
          device,
          bindingId: bindingIdOf(device.id, binding),
          transport: binding.flow?.transport ?? 'udp',
        })),
      ),
    isUndisturbed: (userId) => availability.of(userId) === 'do_not_disturb',
    legsOfUser: (userId) => calls().userLegs.ofUser(userId),
    trunks: () => {
      const busy = trunkLoad(calls());
      return trunks.all().map((trunk) => {
        return { trunk, state: trunks.status(trunk.id).state, callsInProgress: busy.get(trunk.id) ?? 0 };
      });
    },
  };
}

type CallParts = Accounting & {
  readonly routing: RoutingDeps;
  readonly views: TelephonyContext['views'];
  readonly index: LineIndex;
  readonly rooms: ConferenceRooms;
  readonly tollGuard: TollGuard;
  readonly events: () => EventServer;
  readonly devices: DeviceTable;
  readonly trunks: Pick<TelephonyContext['trunks'], 'byId'>;
};

function createCalls(
  deps: TelephonyDeps,
  parts: Omit<CallParts, keyof Accounting> & { readonly accounting: Accounting },
  dialler: ReturnType<typeof createDialler>,
): CallService {
  const { clock, log, media, sip } = deps;
  const { routing, views, index, accounting, rooms, tollGuard, events, devices, trunks } = parts;
  const routeAs = async ({ id: callId, organizationId }: Call, userId: string, dialled: string) => {
    const caller = await routing.directory.member(organizationId, userId);
    if (caller === null) return null;
    const request = { callId, caller, dialled, requestedCallerId: null, isTransfer: true };
    return (await routeMemberCall(routing, request)).plan;
  };
  const referDeps = {
    findConsultation: (replaces: { callId: string; localTag: string; remoteTag: string }) => {
      const session = sip.findSession(replaces.callId, replaces.localTag, replaces.remoteTag);
      const line = session === null ? undefined : index.ofSession(session);
      return line === undefined ? undefined : service.legOfLine(line)?.actor;
    },
    routeTransfer: routeAs,
  };
  const redirectDeps = {
    followsDevice: (deviceId: string) => devices.byId(deviceId)?.followsForwarding === true,
    followsTrunk: (trunkId: string) => trunks.byId(trunkId)?.followsRedirects === true,
    isForwardingGranted: async (organizationId: string) =>
      (await routing.directory.granted(organizationId, 'telephony.phone_forwarding')).granted,
    routeAs,
  };
  const service = new CallService(
    {
      clock,
      log,
      media,
      newId,
      facts: accounting.facts,
      conferences: rooms,
      // Machines and foreign telephones read it: English.
      sentence: (textKey) => telephonyText('en', textKey),
      extraChannels: (organizationId) => extraChannels(routing, organizationId),
      routeReturn: (organizationId, userId) => routeReturn(routing, organizationId, userId),
      followRedirect: (actor, leg, to) => followRedirect(redirectDeps, actor, { leg, to }),
      changed(call, before) {
        const users = new Set([...service.userLegs.usersOf(call.id), ...(before === null ? [] : usersIn(before))]);
        views.callChanged(users, call.organizationId);
        events().callChanged(users);
      },
      ended: (call) => {
        accounting.records.add(call);
        tollGuard.ended(call.organizationId, call.id, secondsOutside(call));
      },
      onRefer: (calls, actor, legId, request) => {
        handleRefer(referDeps, calls, { actor, legId, request }).catch((error: unknown) => {
          log.error({ error, callId: actor.id }, 'transfer by a telephone failed');
        });
      },
    },
    dialler,
  );
  return service;
}

function usersIn(call: { readonly legs: Readonly<Record<string, { readonly userId: string | null }>> }): string[] {
  return Object.values(call.legs).flatMap((leg) => leg.userId ?? []);
}
