import type { TeamMember } from '@carillon/api';
import type { Config } from '#config';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/log';
import type { SipEndpoint } from '@carillon/sip';
import type { FactsConnection } from './accounting/facts-connection.ts';
import type { FactsWriter } from './accounting/facts-writer.ts';
import type { RecordsWriter } from './accounting/records-writer.ts';
import type { Sweeper } from './accounting/sweeper.ts';
import type { CallService } from './call/call-service.ts';
import type { ChooseAvailability } from './devices/choose-availability.ts';
import type { AvailabilityTable } from './devices/availability-table.ts';
import type { DeviceFinder } from './devices/device-finder.ts';
import type { DeviceTable } from './devices/device-table.ts';
import type { Directory } from './directory/directory.ts';
import type { MediaPlane } from './ports/media-plane.ts';
import type { ContractNeighbour, IdentityNeighbour, NumbersNeighbour } from './ports/neighbours.ts';
import type { LiveViews } from './http/live-views.ts';
import type { QualityWatch } from './http/quality-watch.ts';
import type { Views } from './http/views.ts';
import type { ConferenceRooms } from './services/conference-rooms.ts';
import type { RoutingDeps } from './routing/types.ts';
import type { Authenticator } from './signalling/authenticate.ts';
import type { BindingTable } from './signalling/binding-table.ts';
import type { CallerVerifier } from './stir/caller-verifier.ts';
import type { SipDomain } from './signalling/domain.ts';
import type { BanKeeper } from './signalling/guard/ban-keeper.ts';
import type { SipGuard } from './signalling/guard/guard.ts';
import type { EventServer } from './signalling/events/event-server.ts';
import type { LineIndex } from './signalling/line-index.ts';
import type { Overload } from './signalling/overload.ts';
import type { Registrar } from './signalling/registrar.ts';
import type { RegistrationKeeper } from './signalling/registration-keeper.ts';
import type { TollGuard } from './toll/toll-guard.ts';
import type { TrunkManager } from './signalling/trunk-manager.ts';

export type TelephonyConfig = Pick<
  Config,
  'host' | 'publicAddress' | 'sipPort' | 'sipsPort' | 'secretKey' | 'tls' | 'trustedSources' | 'stir'
>;

/** Everything that the actions of this module are made of. */
export type TelephonyContext = {
  readonly nodeId: string;
  /** The SIP port that was opened; differs from the setting when that is 0. */
  readonly bound: { sipPort: number };
  readonly config: TelephonyConfig;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly identity: IdentityNeighbour;
  readonly numbers: NumbersNeighbour;
  readonly contract: ContractNeighbour;
  readonly sip: SipEndpoint;
  readonly media: MediaPlane;
  readonly guard: SipGuard;
  readonly banKeeper: BanKeeper;
  readonly tollGuard: TollGuard;
  readonly overload: Overload;
  readonly domain: SipDomain;
  readonly verifier: CallerVerifier;
  readonly devices: DeviceTable;
  readonly finder: DeviceFinder;
  readonly availability: AvailabilityTable;
  readonly chooseAvailability: ChooseAvailability;
  readonly bindings: BindingTable;
  readonly keeper: RegistrationKeeper;
  readonly registrar: Registrar;
  readonly events: EventServer;
  readonly trunks: TrunkManager;
  readonly directory: Directory;
  readonly routing: RoutingDeps;
  readonly index: LineIndex;
  readonly calls: CallService;
  readonly rooms: ConferenceRooms;
  readonly facts: FactsWriter;
  readonly factsConnection: FactsConnection;
  readonly records: RecordsWriter;
  readonly sweeper: Sweeper;
  readonly views: Views;
  readonly live: LiveViews;
  readonly quality: QualityWatch;
  readonly team: (organizationId: string) => Promise<TeamMember[]>;
  readonly authenticator: Authenticator;
  /** Ends the browser connections of a user. */
  readonly dropBrowsers: (userId: string) => void;
};
