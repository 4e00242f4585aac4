import { headerValue, type WithHeaders } from './values.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const SIP_DATE = /^(?:[A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** Reads Date as milliseconds since 1970; undefined when absent, malformed or not GMT (RFC 3261 §20.17). */
export function readDate(message: WithHeaders): number | undefined {
  const match = SIP_DATE.exec(headerValue(message, 'Date') ?? '');
  if (match === null) return undefined;
  const month = MONTHS.indexOf(match[2]!);
  const [day, year, hour, minute, second] = [match[1], match[3], match[4], match[5], match[6]].map(Number) as number[] &
    [number, number, number, number, number];
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const time = Date.UTC(year, month, day, hour, minute, second);
  // 31 April would silently become 1 May.
  return new Date(time).getUTCDate() === day || second === 60 ? time : undefined;
}

/** Writes a Date value from milliseconds since 1970. */
export function formatDate(epochMilliseconds: number): string {
  const date = new Date(epochMilliseconds);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day} ${String(date.getUTCFullYear()).padStart(4, '0')} ${time} GMT`;
}
