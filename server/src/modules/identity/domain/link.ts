/** Links that work once and for a while: invitations (7 days) and password resets (24 hours). */

export const invitationHours = 7 * 24;
export const passwordResetHours = 24;

export type LinkState = { readonly expiresAt: Temporal.Instant; readonly endedAt: Temporal.Instant | null };

/** True while the link may still be used. */
export function isOpen(link: LinkState, now: Temporal.Instant): boolean {
  return link.endedAt === null && Temporal.Instant.compare(link.expiresAt, now) > 0;
}
