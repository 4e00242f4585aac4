import { z } from 'zod';
import { id, instant } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.1';

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
  /** Its word about callers is believed, and withheld numbers are told to it, marked as private. */
  trusted: z.boolean(),
  /** Header in which it is told who calls. */
  callerIdHeader: z.enum(['p_asserted_identity', 'remote_party_id', 'both', 'none']),
  /** Header in which it is told that a call was forwarded or transferred. */
  forwardingHeader: z.enum(['none', 'diversion', 'history_info', 'both']),
  /** Number shown for a call from outside that a member sends on: the member's own, or the caller's. */
  forwardedCallerId: z.enum(['own', 'original']),
  /** Its 3xx answers are followed, as a call of the same member to the new number. */
  followsRedirects: z.boolean(),
  /** Calls to it are offered with keys for their sound (SRTP, SDES); use it with `tls`. Offered keys are always answered. */
  securesMedia: z.boolean(),
});
/** Fields that came later: who leaves them out gets the usual. */
const laterFields = {
  trusted: trunkFields.shape.trusted.default(true),
  callerIdHeader: trunkFields.shape.callerIdHeader.default('p_asserted_identity'),
  forwardingHeader: trunkFields.shape.forwardingHeader.default('diversion'),
  forwardedCallerId: trunkFields.shape.forwardedCallerId.default('own'),
  followsRedirects: trunkFields.shape.followsRedirects.default(false),
  securesMedia: trunkFields.shape.securesMedia.default(false),
};
const trunkSecret = { password: z.string().max(200).nullable().optional() };
export const trunkView = trunkFields.extend({
  id,
  /** True for the operator's own trunks, which serve every organization and which customers only see. */
  shared: z.boolean(),
  status: z.object({
    state: z.enum(['unknown', 'reachable', 'registered', 'unreachable', 'refused', 'disabled']),
    since: instant.nullable(),
    detail: z.string().nullable(),
  }),
  callsInProgress: z.number().int(),
  createdAt: instant,
});
export type TrunkView = z.infer<typeof trunkView>;
const trunkParams = z.object({ trunkId: id });
export const listTrunks = operation({
  id: 'listTrunks',
  method: 'GET',
  path: '/api/v1/trunks',
  summary: 'Links to carriers',
  access: { permission: 'telephony.trunk:read' },
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ items: z.array(trunkView) }),
});
export const createTrunk = operation({
  id: 'createTrunk',
  method: 'POST',
  path: '/api/v1/trunks',
  summary: 'Add a link to a carrier',
  access: { permission: 'telephony.trunk:manage' },
  since,
  stability: 'stable',
  status: 201,
  body: trunkFields.extend({ ...laterFields, ...trunkSecret }),
  reply: trunkView,
});
export const updateTrunk = operation({
  id: 'updateTrunk',
  method: 'PATCH',
  path: '/api/v1/trunks/:trunkId',
  summary: 'Change a link to a carrier',
  access: { permission: 'telephony.trunk:manage' },
  since,
  stability: 'stable',
  status: 200,
  params: trunkParams,
  body: trunkFields.partial().extend(trunkSecret),
  reply: trunkView,
});
export const removeTrunk = operation({
  id: 'removeTrunk',
  method: 'DELETE',
  path: '/api/v1/trunks/:trunkId',
  summary: 'Remove a link to a carrier',
  access: { permission: 'telephony.trunk:manage' },
  since,
  stability: 'stable',
  status: 204,
  params: trunkParams,
});
