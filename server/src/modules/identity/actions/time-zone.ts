import { appError } from '#platform/errors';

/** @throws invalid_request when `timeZone` is not an IANA name that this machine knows */
export function requireTimeZone(timeZone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
  } catch (cause) {
    throw appError('invalid_request', {
      cause,
      fields: [{ path: 'timeZone', code: 'unknown', message: 'Not an IANA time zone' }],
    });
  }
}
