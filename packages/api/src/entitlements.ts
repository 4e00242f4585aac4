/**
 * What the catalogue can grant (ARCHITECTURE: entitlements). The default catalogue grants everything; an unknown key
 * is a bug, so the keys are a closed list.
 */
export const entitlementKeys = [
  'telephony.outbound',
  'telephony.inbound',
  'telephony.extra_channels',
  'telephony.own_trunk',
  'telephony.desk_phones',
  /** Forward keys of telephones (3xx) are followed. */
  'telephony.phone_forwarding',
] as const;
export type EntitlementKey = (typeof entitlementKeys)[number];

export type Entitlement = {
  readonly granted: boolean;
  /** How many, when the key counts something; null = no limit. */
  readonly limit: number | null;
  readonly reason: string;
  readonly ruleId: string | null;
};
