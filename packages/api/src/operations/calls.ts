import { z } from 'zod';
import { e164, id, instant, page, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { callDetail, callSummary, direction, liveCall, outcome } from './call-views.ts';

const since = '0.1';

const callParams = z.object({ callId: id });

export const listCalls = operation({
  id: 'listCalls',
  method: 'GET',
  path: '/api/v1/calls',
  summary: 'Call log, newest first',
  access: { permission: 'telephony.call:read' },
  since,
  stability: 'stable',
  status: 200,
  query: pageQuery.extend({
    q: z.string().max(60).optional(),
    direction: direction.optional(),
    outcome: outcome.optional(),
    userId: id.optional(),
    from: instant.optional(),
    to: instant.optional(),
  }),
  reply: page(callSummary),
});
export const getCall = operation({
  id: 'getCall',
  method: 'GET',
  path: '/api/v1/calls/:callId',
  summary: 'One call: legs, decisions, media',
  access: { permission: 'telephony.call:read' },
  since,
  stability: 'stable',
  status: 200,
  params: callParams,
  reply: callDetail,
});
export const listLiveCalls = operation({
  id: 'listLiveCalls',
  method: 'GET',
  path: '/api/v1/live-calls',
  summary: 'Own calls in progress',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ items: z.array(liveCall) }),
});
export const transferCall = operation({
  id: 'transferCall',
  method: 'POST',
  path: '/api/v1/live-calls/:callId/transfer',
  summary:
    'Transfer now (`to`), or complete an "ask first" transfer by joining with a consultation call (`consultationCallId`)',
  access: { permission: 'telephony.call:write' },
  since,
  stability: 'stable',
  status: 202,
  params: callParams,
  body: z.union([z.object({ to: z.string().min(1).max(60) }), z.object({ consultationCallId: id })]),
  reply: z.object({ callId: id }),
});
export const hangUpCall = operation({
  id: 'hangUpCall',
  method: 'POST',
  path: '/api/v1/live-calls/:callId/hang-up',
  summary: 'End one of own calls',
  access: { permission: 'telephony.call:write' },
  since,
  stability: 'stable',
  status: 202,
  params: callParams,
  reply: z.object({ callId: id }),
});
export const freeMe = operation({
  id: 'freeMe',
  method: 'POST',
  path: '/api/v1/live-calls/free-me',
  summary: 'End every leg of mine that the server believes alive',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ endedLegs: z.number().int() }),
});

/** What the dialling field shows before the call: how the digits are understood. */
export const dialPreview = operation({
  id: 'dialPreview',
  method: 'GET',
  path: '/api/v1/dial-preview',
  summary: 'How a dialled string is understood',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  query: z.object({ to: z.string().min(1).max(60) }),
  reply: z.object({
    kind: z.enum(['internal', 'external', 'emergency', 'invalid']),
    formatted: z.string(),
    e164: e164.nullable(),
    name: z.string().nullable(),
    country: z.string().nullable(),
  }),
});
