import type { CallerIdentity, MediaCounters, TraceEntry } from '@carillon/api';
import type { ColumnType } from 'kysely';
import type { TollLimits } from './toll/limits.ts';

/** timestamptz: read as Temporal.Instant, written as RFC 3339 text. */
type Instant = ColumnType<Temporal.Instant, string, string>;
type NullableInstant = ColumnType<Temporal.Instant | null, string | null, string | null>;
type Json<T> = ColumnType<T, string, string>;

export type DeviceKind = 'browser' | 'desk_phone';

export type DevicesTable = {
  id: string;
  organizationId: string;
  userId: string;
  kind: DeviceKind;
  name: string;
  sipUsername: string;
  ha1Md5: string | null;
  ha1Sha256: string | null;
  followsForwarding: boolean;
  createdAt: Instant;
  removedAt: NullableInstant;
};

export type RegistrationsTable = {
  id: string;
  organizationId: string;
  deviceId: string;
  bindingKey: string;
  contactUri: string;
  path: string[];
  transport: string;
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
  instanceId: string | null;
  userAgent: string | null;
  sipCallId: string;
  cseq: ColumnType<bigint, number, number>;
  registeredAt: Instant;
  expiresAt: Instant;
};

export type AvailabilityTable = {
  userId: string;
  organizationId: string;
  availability: 'available' | 'away' | 'do_not_disturb';
  changedAt: Instant;
};

export type TrunksTable = {
  id: string;
  organizationId: string | null;
  name: string;
  host: string;
  port: number;
  transport: 'udp' | 'tcp' | 'tls';
  authentication: 'address' | 'registration';
  username: string | null;
  passwordSealed: string | null;
  allowedSources: string[];
  numberFormat: 'e164_plus' | 'e164' | 'national';
  maxCalls: number | null;
  enabled: boolean;
  trusted: boolean;
  callerIdHeader: 'p_asserted_identity' | 'remote_party_id' | 'both' | 'none';
  forwardingHeader: 'none' | 'diversion' | 'history_info' | 'both';
  forwardedCallerId: 'own' | 'original';
  followsRedirects: boolean;
  securesMedia: ColumnType<boolean, boolean | undefined, boolean>;
  createdAt: Instant;
  removedAt: NullableInstant;
};

export type ServiceExtensionsTable = {
  id: string;
  organizationId: string;
  extension: string;
  name: string;
  kind: 'conference' | 'announcement';
  maxParties: number | null;
  sound: string | null;
  repeats: boolean;
  createdAt: Instant;
  removedAt: NullableInstant;
};

export type TollLimitsTable = { organizationId: string; limits: Json<TollLimits>; updatedAt: Instant };

export type TollAlertsTable = {
  id: string;
  organizationId: string;
  kind: string;
  destination: string;
  reason: string | null;
  userId: string;
  calls: number;
  at: Instant;
};

export type SipBansTable = {
  id: string;
  source: string;
  reason: string;
  strikes: number;
  note: string | null;
  bannedBy: string | null;
  names: string[];
  bannedAt: Instant;
  expiresAt: Instant;
  liftedAt: NullableInstant;
};

export type CallsTable = {
  id: string;
  organizationId: string;
  direction: string;
  outcome: string;
  hangupCause: string;
  hungUpBy: string;
  failureTextKey: string | null;
  fromUserId: string | null;
  fromName: string | null;
  fromNumber: string | null;
  toUserId: string | null;
  toName: string | null;
  toNumber: string | null;
  userIds: string[];
  startedAt: Instant;
  answeredAt: NullableInstant;
  endedAt: Instant;
  ringSeconds: number;
  talkSeconds: number;
  trace: Json<TraceEntry[]>;
  callerIdentity: ColumnType<CallerIdentity | null, string | null, string | null>;
};

export type CallLegsTable = {
  id: string;
  organizationId: string;
  callId: string;
  kind: string;
  role: string;
  userId: string | null;
  name: string | null;
  number: string | null;
  deviceId: string | null;
  deviceName: string | null;
  trunkId: string | null;
  transport: string | null;
  sipCallId: string | null;
  startedAt: Instant;
  ringingAt: NullableInstant;
  answeredAt: NullableInstant;
  endedAt: Instant;
  outcome: string;
  hangupCause: string;
  sipStatus: number | null;
  media: ColumnType<MediaCounters | null, string | null, string | null>;
};

export type CallRecordsTable = {
  legId: string;
  organizationId: string;
  callId: string;
  direction: string;
  role: string;
  userId: string | null;
  deviceId: string | null;
  trunkId: string | null;
  fromNumber: string | null;
  toNumber: string | null;
  callerId: string | null;
  startedAt: Instant;
  answeredAt: NullableInstant;
  endedAt: Instant;
  ringSeconds: number;
  talkSeconds: number;
  billableSeconds: number;
  outcome: string;
  hangupCause: string;
  hungUpBy: string;
  sipStatus: number | null;
};

export type CallFactsTable = {
  callId: string;
  sequence: number;
  organizationId: string;
  kind: string;
  legId: string | null;
  at: Instant;
  data: Json<Record<string, unknown>>;
};

export type CallOwnersTable = { callId: string; organizationId: string; nodeId: string; startedAt: Instant };
export type NodesTable = { nodeId: string; startedAt: Instant; heartbeatAt: Instant };

/** The tables that this module owns; nobody else touches them. */
export type TelephonyTables = {
  devices: DevicesTable;
  registrations: RegistrationsTable;
  availability: AvailabilityTable;
  trunks: TrunksTable;
  serviceExtensions: ServiceExtensionsTable;
  sipBans: SipBansTable;
  tollLimits: TollLimitsTable;
  tollAlerts: TollAlertsTable;
  calls: CallsTable;
  callLegs: CallLegsTable;
  callRecords: CallRecordsTable;
  callFacts: CallFactsTable;
  callOwners: CallOwnersTable;
  telephonyNodes: NodesTable;
};
