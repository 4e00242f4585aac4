import type { Entitlement, EntitlementKey } from '@carillon/api';

/** Everything is granted without limit, but channels beyond the one that each member has are ordered. */
export const defaultCatalogue: Readonly<Record<EntitlementKey, Entitlement>> = {
  'telephony.outbound': granted(null),
  'telephony.inbound': granted(null),
  'telephony.extra_channels': granted(0),
  'telephony.own_trunk': granted(null),
  'telephony.desk_phones': granted(null),
  'telephony.phone_forwarding': granted(null),
};

function granted(limit: number | null): Entitlement {
  return { granted: true, limit, reason: 'default catalogue', ruleId: null };
}
