import type { z } from 'zod';
import type { FlowAction } from '../run/actions.ts';
import type { FlowEvent } from '../run/events.ts';
import type { FlowWorld } from '../run/world.ts';

/** A way out of a node. */
export type ExitSpec = {
  readonly name: string;
  /** The flow can't be published while it leads nowhere. */
  readonly required: boolean;
  /** Taken instead while this one leads nowhere; without it the call ends there. */
  readonly otherwise?: string;
};

/** What a node remembers between two events; plain JSON, because a run is stored. */
export type Memory = Readonly<Record<string, number | string>>;

/** Why a way out was taken: a key of the catalogue and its values, for the trace of a call and for the simulator. */
export type Because = { readonly key: string; readonly values?: Readonly<Record<string, string | number>> };

/** What a node decides. `leave` may ask for things that nobody waits for (`actions`). */
export type Outcome =
  | {
      readonly kind: 'leave';
      readonly exit: string;
      readonly because: Because;
      readonly actions?: readonly FlowAction[];
    }
  | { readonly kind: 'wait'; readonly action: FlowAction; readonly memory?: Memory }
  | { readonly kind: 'enter_flow'; readonly flowId: string; readonly handOver: boolean }
  | { readonly kind: 'go_back' }
  | { readonly kind: 'end'; readonly because: Because; readonly actions?: readonly FlowAction[] }
  /** The event was not for this node: nothing changes. */
  | { readonly kind: 'ignore' };

/** One kind of node: its settings, its ways out, and what it does. Pure. */
export type Kind<Name extends string = string, Settings extends z.ZodType = z.ZodType> = {
  readonly kind: Name;
  readonly settings: Settings;
  /** Depends on the settings: a menu has one way out for each of its keys. */
  exits(settings: z.infer<Settings>): readonly ExitSpec[];
  enter(settings: z.infer<Settings>, world: FlowWorld): Outcome;
  /** An event that answers the action on which the node waits. Without it every event is ignored. */
  resume?(settings: z.infer<Settings>, event: FlowEvent, memory: Memory): Outcome;
};

/** Gives a definition its exact types. */
export function defineKind<const Name extends string, Settings extends z.ZodType>(
  kind: Kind<Name, Settings>,
): Kind<Name, Settings> {
  return kind;
}

export const required = (exit: string): ExitSpec => ({ name: exit, required: true });
export const optional = (exit: string, otherwise?: string): ExitSpec =>
  otherwise === undefined ? { name: exit, required: false } : { name: exit, required: false, otherwise };

export const leave = (exit: string, because: Because, actions: readonly FlowAction[] = []): Outcome => ({
  kind: 'leave',
  exit,
  because,
  actions,
});

export const ignore: Outcome = { kind: 'ignore' };
