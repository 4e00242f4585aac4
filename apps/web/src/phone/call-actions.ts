import { telephonyOperations } from '@carillon/api';
import { callApi } from '../api/client.ts';
import type { CallCard } from './calls-view.ts';
import type { Softphone } from './softphone.ts';

/** Commands of the bar. Each goes to SIP when this browser holds the call, else to the server. */
export async function hangUpCard(softphone: Softphone | null, card: CallCard): Promise<void> {
  if (card.session) softphone?.hangUp(card.session.sipCallId);
  else if (card.call) await callApi(telephonyOperations.hangUpCall, { params: { callId: card.call.id } });
}

export async function transferCard(card: CallCard, to: string): Promise<void> {
  if (!card.call) return;
  await callApi(telephonyOperations.transferCall, { params: { callId: card.call.id }, body: { to } });
}

/** Joins the person who waits with the one who was asked. */
export async function completeTransfer(waiting: CallCard, asked: CallCard): Promise<void> {
  if (!waiting.call || !asked.call) return;
  const body = { consultationCallId: asked.call.id };
  await callApi(telephonyOperations.transferCall, { params: { callId: waiting.call.id }, body });
}

/** "Ask first": holds the caller, then dials the colleague from the same browser. */
export async function askFirst(softphone: Softphone, card: CallCard, to: string): Promise<boolean> {
  if (!card.session || !card.call) return false;
  const held = card.state === 'held' || (await softphone.hold(card.session.sipCallId, true));
  if (held) await softphone.call(to, { consultationFor: card.call.id });
  return held;
}
