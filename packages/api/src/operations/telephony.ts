import { z } from 'zod';
import { e164, extension, id, instant, page, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { callDetail, callSummary, direction, liveCall, outcome } from './call-views.ts';

const since = '0.1';
const callParams = z.object({ callId: id });

export const listCalls = operation({
  id: 'listCalls', method: 'GET', path: '/api/v1/calls', summary: 'Call log, newest first',
  access: { permission: 'telephony.call:read' }, since, stability: 'stable', status: 200,
  query: pageQuery.extend({
    q: z.string().max(60).optional(), direction: direction.optional(), outcome: outcome.optional(), userId: id.optional(),
    from: instant.optional(), to: instant.optional(),
  }),
  reply: page(callSummary),
});
export const getCall = operation({
  id: 'getCall', method: 'GET', path: '/api/v1/calls/:callId', summary: 'One call: legs, decisions, media',
  access: { permission: 'telephony.call:read' }, since, stability: 'stable', status: 200, params: callParams, reply: callDetail,
});
export const listLiveCalls = operation({
  id: 'listLiveCalls', method: 'GET', path: '/api/v1/live-calls', summary: 'Own calls in progress',
  access: 'member', since, stability: 'stable', status: 200, reply: z.object({ items: z.array(liveCall) }),
});
export const transferCall = operation({
  id: 'transferCall', method: 'POST', path: '/api/v1/live-calls/:callId/transfer',
  summary: 'Transfer now (`to`), or complete an "ask first" transfer by joining with a consultation call (`consultationCallId`)',
  access: { permission: 'telephony.call:write' }, since, stability: 'stable', status: 202, params: callParams,
  body: z.union([z.object({ to: z.string().min(1).max(60) }), z.object({ consultationCallId: id })]),
  reply: z.object({ callId: id }),
});
export const hangUpCall = operation({
  id: 'hangUpCall', method: 'POST', path: '/api/v1/live-calls/:callId/hang-up', summary: 'End one of own calls',
  access: { permission: 'telephony.call:write' }, since, stability: 'stable', status: 202, params: callParams, reply: z.object({ callId: id }),
});
export const freeMe = operation({
  id: 'freeMe', method: 'POST', path: '/api/v1/live-calls/free-me', summary: 'End every leg of mine that the server believes alive',
  access: 'member', since, stability: 'stable', status: 200, reply: z.object({ endedLegs: z.number().int() }),
});

/** What the dialling field shows before the call: how the digits are understood. */
export const dialPreview = operation({
  id: 'dialPreview', method: 'GET', path: '/api/v1/dial-preview', summary: 'How a dialled string is understood',
  access: 'member', since, stability: 'stable', status: 200, query: z.object({ to: z.string().min(1).max(60) }),
  reply: z.object({
    kind: z.enum(['internal', 'external', 'emergency', 'invalid']), formatted: z.string(), e164: e164.nullable(),
    name: z.string().nullable(), country: z.string().nullable(),
  }),
});

/** What the browser needs to be a telephone: it holds no SIP password (the WebSocket is bound to the session). */
export const getSoftphone = operation({
  id: 'getSoftphone', method: 'GET', path: '/api/v1/softphone', summary: 'Settings of the browser telephone',
  access: 'member', since, stability: 'stable', status: 200,
  reply: z.object({
    uri: z.string(), displayName: z.string(), domain: z.string(), webSocketPath: z.literal('/sip'), registerSeconds: z.number().int(),
    iceServers: z.array(z.object({ urls: z.string(), username: z.string().optional(), credential: z.string().optional() })),
    emergencyNumbers: z.array(z.string()), emergencyActivated: z.boolean(), country: z.string(),
  }),
});

export const availability = z.enum(['available', 'busy', 'wrap_up', 'away', 'do_not_disturb', 'offline']);
export const teamMember = z.object({
  userId: id, name: z.string(), extension: extension.nullable(), numbers: z.array(e164), availability,
  /** A device is connected (presence), whatever the person says of their availability. */
  reachable: z.boolean(),
  devices: z.array(z.object({ kind: z.enum(['browser', 'desk_phone']), name: z.string() })),
  inCallSince: instant.nullable(),
});
export type TeamMember = z.infer<typeof teamMember>;
export const listTeam = operation({
  id: 'listTeam', method: 'GET', path: '/api/v1/team', summary: 'Colleagues and whether they can be reached',
  access: { permission: 'telephony.team:read' }, since, stability: 'stable', status: 200, reply: z.object({ items: z.array(teamMember) }),
});
export const setAvailability = operation({
  id: 'setAvailability', method: 'PUT', path: '/api/v1/availability', summary: 'Say that one is available, away or not to be disturbed',
  access: 'member', since, stability: 'stable', status: 200,
  body: z.object({ availability: z.enum(['available', 'away', 'do_not_disturb']) }), reply: z.object({ availability }),
});

export const deviceView = z.object({
  id, name: z.string(), kind: z.enum(['browser', 'desk_phone']), user: z.object({ id, name: z.string() }),
  sip: z.object({ username: z.string(), domain: z.string(), host: z.string(), port: z.number().int(), transports: z.array(z.enum(['udp', 'tcp', 'tls'])) }).nullable(),
  registrations: z.array(z.object({ transport: z.string(), address: z.string(), userAgent: z.string().nullable(), expiresAt: instant })),
  createdAt: instant,
});
export type DeviceView = z.infer<typeof deviceView>;
const deviceParams = z.object({ deviceId: id });
const deviceWithSecret = z.object({ device: deviceView, password: z.string() });
export const listDevices = operation({
  id: 'listDevices', method: 'GET', path: '/api/v1/devices', summary: 'Telephones and whether they are registered',
  access: { permission: 'telephony.device:read' }, since, stability: 'stable', status: 200,
  query: pageQuery.extend({ userId: id.optional() }), reply: page(deviceView),
});
export const createDevice = operation({
  id: 'createDevice', method: 'POST', path: '/api/v1/devices', summary: 'Add a SIP telephone; its password is shown once',
  access: { permission: 'telephony.device:manage' }, since, stability: 'stable', status: 201,
  body: z.object({ userId: id, name: z.string().min(1).max(80) }), reply: deviceWithSecret,
});
export const rotateDeviceSecret = operation({
  id: 'rotateDeviceSecret', method: 'POST', path: '/api/v1/devices/:deviceId/secret', summary: 'Give a telephone a new password, shown once',
  access: { permission: 'telephony.device:manage' }, since, stability: 'stable', status: 200, params: deviceParams, reply: deviceWithSecret,
});
export const removeDevice = operation({
  id: 'removeDevice', method: 'DELETE', path: '/api/v1/devices/:deviceId', summary: 'Remove a telephone',
  access: { permission: 'telephony.device:manage' }, since, stability: 'stable', status: 204, params: deviceParams,
});

const trunkFields = z.object({
  name: z.string().min(1).max(80),
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp', 'tls']),
  /** `address`: the carrier knows us by our address. `registration`: we register with user name and password. */
  authentication: z.enum(['address', 'registration']),
  username: z.string().max(120).nullable(),
  /** Addresses from which the carrier sends calls (CIDR). */
  allowedSources: z.array(z.string().max(64)).max(32),
  /** How numbers are written towards the carrier. */
  numberFormat: z.enum(['e164_plus', 'e164', 'national']),
  maxCalls: z.number().int().min(1).max(10_000).nullable(),
  enabled: z.boolean(),
});
const trunkSecret = { password: z.string().max(200).nullable().optional() };
export const trunkView = trunkFields.extend({
  id,
  /** True for the operator's own trunks, which serve every organization and which customers only see. */
  shared: z.boolean(),
  status: z.object({ state: z.enum(['unknown', 'reachable', 'registered', 'unreachable', 'refused', 'disabled']), since: instant.nullable(), detail: z.string().nullable() }),
  callsInProgress: z.number().int(), createdAt: instant,
});
export type TrunkView = z.infer<typeof trunkView>;
const trunkParams = z.object({ trunkId: id });
export const listTrunks = operation({
  id: 'listTrunks', method: 'GET', path: '/api/v1/trunks', summary: 'Links to carriers',
  access: { permission: 'telephony.trunk:read' }, since, stability: 'stable', status: 200, reply: z.object({ items: z.array(trunkView) }),
});
export const createTrunk = operation({
  id: 'createTrunk', method: 'POST', path: '/api/v1/trunks', summary: 'Add a link to a carrier',
  access: { permission: 'telephony.trunk:manage' }, since, stability: 'stable', status: 201, body: trunkFields.extend(trunkSecret), reply: trunkView,
});
export const updateTrunk = operation({
  id: 'updateTrunk', method: 'PATCH', path: '/api/v1/trunks/:trunkId', summary: 'Change a link to a carrier',
  access: { permission: 'telephony.trunk:manage' }, since, stability: 'stable', status: 200, params: trunkParams,
  body: trunkFields.partial().extend(trunkSecret),
  reply: trunkView,
});
export const removeTrunk = operation({
  id: 'removeTrunk', method: 'DELETE', path: '/api/v1/trunks/:trunkId', summary: 'Remove a link to a carrier',
  access: { permission: 'telephony.trunk:manage' }, since, stability: 'stable', status: 204, params: trunkParams,
});
