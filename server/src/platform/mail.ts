import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import type { Logger } from './log.ts';

export type Message = { readonly to: string; readonly subject: string; readonly text: string; readonly html?: string };
export type MailResult = { readonly kind: 'sent' } | { readonly kind: 'not_configured' } | { readonly kind: 'failed' };

export interface Mail {
  /** False without CARILLON_SMTP_URL: screens then show the link that the mail would carry. */
  readonly configured: boolean;
  send(message: Message): Promise<MailResult>;
}

/** Sends mails through the configured server; says `not_configured` when there is none. */
export function createMail(config: Pick<Config, 'smtpUrl' | 'mailFrom'>, log: Logger): Mail {
  if (!config.smtpUrl) return { configured: false, send: async () => ({ kind: 'not_configured' }) };
  const transport = createTransport(config.smtpUrl, { from: config.mailFrom });
  return {
    configured: true,
    async send(message) {
      try {
        await transport.sendMail(message);
        return { kind: 'sent' };
      } catch (error) {
        log.error({ error, pii: { to: message.to } }, 'mail could not be sent');
        return { kind: 'failed' };
      }
    },
  };
}
