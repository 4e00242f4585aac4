import type { CallEvent } from './call-events.ts';
import type { FactKind } from '../call/effects.ts';

/** Something that happened in a call, kept as it happens; a sequence within the call makes it unique. */
export type Fact = {
  readonly callId: string;
  readonly organizationId: string;
  readonly sequence: number;
  readonly kind: FactKind;
  readonly legId: string | null;
  readonly atMs: number;
  readonly data: Record<string, unknown>;
  /** What the rest of the house hears of it, written in the same statement. */
  readonly event: CallEvent | null;
};
