import type { RingTarget } from '../sound.ts';

/** What is known of the caller when a node is entered. */
export type Caller = {
  /** E.164; null when withheld or unknown. */
  readonly number: string | null;
  /** ISO 3166-1 alpha-2 of the number; null when there is none. */
  readonly country: string | null;
  /** The contact that the number belongs to, with the tags that it carries. */
  readonly contact: { readonly tags: readonly string[] } | null;
  /** Lists of the organization that hold this number. */
  readonly listIds: readonly string[];
};

/** What a flow may know of the world at one moment: told by the server, or typed into the simulator. */
export type FlowWorld = {
  readonly at: Temporal.Instant;
  readonly caller: Caller;
  /** Members who could take a call now: of a user 0 or 1. */
  availableMembers(target: RingTarget | { readonly kind: 'queue'; readonly queueId: string }): number;
};
