/** Event package `message-summary` (RFC 3842): the message waiting lamp. */
import type { EventBody } from '../subscription.ts';

export type VoiceMessages = { readonly unheard: number; readonly heard: number };

export const MESSAGE_SUMMARY = 'application/simple-message-summary';

/** `account` is the address that plays them. The counts in brackets are of urgent ones, which are not told apart here. */
export const messageSummary = (account: string, { unheard, heard }: VoiceMessages): EventBody => {
  const lines = [
    `Messages-Waiting: ${unheard > 0 ? 'yes' : 'no'}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${unheard}/${heard} (0/0)`,
    '',
  ];
  return { contentType: MESSAGE_SUMMARY, body: lines.join('\r\n') };
};
