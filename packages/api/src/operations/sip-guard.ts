import { z } from 'zod';
import { id, instant } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.1';

/** What was done to a source: not heard, names locked, packets over its limit dropped, or left alone on purpose. */
export const guardIncidentKinds = ['banned', 'locked', 'limited', 'spared'] as const;
export const guardReasons = ['scanner', 'sweep', 'garbage', 'foreign_domain', 'guessing', 'flood', 'manual'] as const;

export const guardIncident = z.object({
  kind: z.enum(guardIncidentKinds),
  /** An IPv4 address, or a /64 of IPv6. */
  source: z.string(),
  reason: z.enum(guardReasons),
  since: instant,
  /** Null: as long as the source goes on. */
  until: instant.nullable(),
  /** True while it holds. */
  inForce: z.boolean(),
  /** Packets or attempts refused for it, and the last one. */
  refused: z.number().int(),
  lastAt: instant,
  /** Users and numbers that were tried: the first twenty. */
  names: z.array(z.string()),
  /** Of a ban in force: to lift it. */
  banId: id.nullable(),
  note: z.string().nullable(),
  bannedBy: z.string().nullable(),
});
export type GuardIncident = z.infer<typeof guardIncident>;

const count = z.number().int();
export const getSipGuard = operation({
  id: 'getSipGuard',
  method: 'GET',
  path: '/api/v1/operator/sip-guard',
  summary: 'Who is kept away from the SIP ports, and why',
  access: 'staff',
  since,
  stability: 'beta',
  status: 200,
  query: z.object({
    kind: z.enum(guardIncidentKinds).optional(),
    reason: z.enum(guardReasons).optional(),
    /** Part of an address, or of a name that was tried. */
    search: z.string().max(100).optional(),
    /** Also what is over. */
    past: z.stringbool().default(true),
  }),
  reply: z.object({
    counters: z.object({
      bannedSources: count,
      packetsOfBanned: count,
      packetsOverLimit: count,
      answersWithheld: count,
      wrongPasswords: count,
    }),
    /** Never banned nor limited: CARILLON_TRUSTED_SOURCES. */
    trustedSources: z.array(z.string()),
    /** Newest first, at most 500 of `total`. */
    items: z.array(guardIncident),
    total: count,
  }),
});
export const banSipSource = operation({
  id: 'banSipSource',
  method: 'POST',
  path: '/api/v1/operator/sip-bans',
  summary: 'Keep a source away from the SIP ports until a time',
  access: 'staff',
  since,
  stability: 'beta',
  status: 201,
  body: z.object({
    source: z.string().min(2).max(64),
    note: z.string().trim().min(1).max(300),
    until: instant,
  }),
  reply: guardIncident,
});
export const liftSipBan = operation({
  id: 'liftSipBan',
  method: 'DELETE',
  path: '/api/v1/operator/sip-bans/:banId',
  summary: 'Hear a banned source again',
  access: 'staff',
  since,
  stability: 'beta',
  status: 204,
  params: z.object({ banId: id }),
});
