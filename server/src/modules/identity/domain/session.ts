const idleDays = 7;
const longestDays = 30;
const day = 24;

/**
 * When a session that is used at `now` ends: a week after its last use, and 30 days after it began at the latest.
 */
export function sessionLifetime(createdAt: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  const idle = now.add({ hours: idleDays * day });
  const longest = createdAt.add({ hours: longestDays * day });
  return Temporal.Instant.compare(idle, longest) < 0 ? idle : longest;
}

/** Uses are written at most once a minute: a page that makes twenty requests writes one row. */
export function isStale(lastWrittenAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return lastWrittenAt === null || Temporal.Instant.compare(lastWrittenAt.add({ minutes: 1 }), now) <= 0;
}

/** How long the browser keeps the cookie, in seconds; the server decides sooner. */
export const cookieMaxAgeSeconds = longestDays * day * 3_600;
