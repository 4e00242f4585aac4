import type { RoutingDeps } from './types.ts';

/** Paid channel options of each member of the organization; null = no limit (R-A4.5-b: limit = 1 + options). */
export async function extraChannels(
  deps: Pick<RoutingDeps, 'directory'>,
  organizationId: string,
): Promise<number | null> {
  const right = await deps.directory.granted(organizationId, 'telephony.extra_channels');
  return right.granted ? right.limit : 0;
}
