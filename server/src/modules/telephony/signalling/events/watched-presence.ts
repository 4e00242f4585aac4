import type { Activity, Presence, PublishedPresence } from '@carillon/sip';
import type { Chosen } from '../../store/availability.ts';

/** What a member's telephone says of them in PUBLISH; `nothing` leaves their own choice alone. */
export type Statement = 'nothing' | 'away' | 'do_not_disturb';

export function presenceOf(member: { chosen: Chosen; isReachable: boolean; isTalking: boolean }): Presence {
  const activities: Activity[] = [];
  if (member.isTalking) activities.push('on-the-phone');
  if (member.chosen === 'away') activities.push('away');
  if (member.chosen === 'do_not_disturb') activities.push('busy');
  const note = member.chosen === 'do_not_disturb' ? 'Do not disturb' : null;
  return { isOpen: member.isReachable, activities, note };
}

const absent = new Set([
  'away',
  'appointment',
  'holiday',
  'meal',
  'permanent-absence',
  'sleeping',
  'travel',
  'vacation',
]);
const busy = new Set(['busy', 'dnd', 'do-not-disturb', 'in-transit', 'presentation']);

/** `on-the-phone` says nothing: we know that ourselves, and better. */
export function statementOf({ isOpen, activities, note }: PublishedPresence): Statement {
  if (activities.some((activity) => busy.has(activity)) || /\bdnd\b|do not disturb/i.test(note))
    return 'do_not_disturb';
  return !isOpen || activities.some((activity) => absent.has(activity)) ? 'away' : 'nothing';
}

/**
 * What a change of the published statement makes of the member's choice; null leaves it. Taking a statement back counts
 * only while nobody chose something else since.
 */
export function choiceAfter(before: Statement | null, after: Statement | null, current: Chosen): Chosen | null {
  if (after !== null && after !== 'nothing') return after === current ? null : after;
  return before !== null && before === current ? 'available' : null;
}
