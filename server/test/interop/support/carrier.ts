import type { Program } from '../../program.ts';

type Placed = { readonly kind: string; readonly status?: number; readonly hungUpBy?: string };
type CarrierCall = {
  readonly direction: 'from_customer' | 'to_customer';
  readonly number: string;
  readonly from: string;
  readonly answered: boolean;
  readonly digits: string;
  readonly ended: string | null;
};

/** The desk of the sandbox carrier, one port above its SIP port. */
const desk = (program: Program): string => `http://127.0.0.1:${program.demo.sandboxCarrier.port + 1}`;

/** Lets the carrier call one of our numbers; resolves when the call is over. */
export async function carrierCalls(program: Program, order: object): Promise<Placed> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${desk(program)}/calls`, { method: 'POST', headers, body: JSON.stringify(order) });
  return (await answer.json()) as Placed;
}

/** What the carrier saw, newest first. */
export async function carrierLog(program: Program): Promise<readonly CarrierCall[]> {
  const state = (await (await fetch(`${desk(program)}/state`)).json()) as { calls: CarrierCall[] };
  return state.calls;
}
