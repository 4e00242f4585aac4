import { serverText, type ServerTextKey } from '@carillon/i18n';
import type { Language } from '@carillon/api';
import type { IdentityContext } from '../context.ts';

/** Addresses of the pages that take a one-time token. */
export function linkTo(
  context: IdentityContext,
  page: 'invitation' | 'password-reset' | 'setup',
  token: string,
): string {
  return `${context.config.publicUrl}/${page}/${token}`;
}

export type LinkMail = {
  readonly to: string;
  readonly language: Language;
  readonly text: 'identity.invitation' | 'identity.password_reset' | 'identity.compromised';
  readonly values: Readonly<Record<string, string>>;
};

/** Sends a mail; false when none is configured or the mail server refused, so that the link is shown instead. */
export async function sendLinkMail(context: IdentityContext, mail: LinkMail): Promise<boolean> {
  const write = (part: 'subject' | 'text') =>
    serverText(mail.language, `${mail.text}.${part}` satisfies ServerTextKey, mail.values);
  const result = await context.mail.send({ to: mail.to, subject: write('subject'), text: write('text') });
  return result.kind === 'sent';
}
