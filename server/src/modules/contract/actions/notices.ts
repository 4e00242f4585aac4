import { serverText, type ServerTextKey } from '@carillon/i18n';
import type { Language } from '@carillon/api';
import { hashToken } from '#platform/crypto';
import { operatorScope, organizationScope, type Tx } from '#platform/db';
import { newId } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import { insertNotice, recordNoticeOutcome, takeQueuedNotice } from '../store/notices.ts';

/** A notice before it has recipients: `text` names its template, `subjectId` what it is about. */
export type NoticeDraft = {
  readonly organizationId: string;
  readonly text: 'contract.terms_changed' | 'contract.renewal_reminder';
  readonly ruleId: string;
  readonly subjectId: string;
  readonly values: Readonly<Record<string, string>>;
};

const maxAttempts = 5;

/**
 * Writes a notice to each administrator of the organization, in the transaction of what it tells; it is sent after.
 * The record of what was said is never changed.
 * @rule G-7
 */
export async function giveNotice(context: ContractContext, tx: Tx, draft: NoticeDraft): Promise<void> {
  const members = await context.identity.listUsers(organizationScope(draft.organizationId), tx);
  const administrators = members.filter(({ role, state }) => role === 'super_admin' && state === 'active');
  for (const { email, language } of administrators)
    await insertNotice(tx, noticeRow(context, draft, { email, language }));
}

function noticeRow(context: ContractContext, draft: NoticeDraft, to: { email: string; language: Language }) {
  const write = (part: 'subject' | 'text') =>
    serverText(to.language, `${draft.text}.${part}` satisfies ServerTextKey, draft.values);
  const body = write('text');
  const { organizationId, ruleId, subjectId } = draft;
  return {
    id: newId(),
    organizationId,
    kind: draft.text,
    ruleId,
    subjectId,
    recipient: to.email,
    subject: write('subject'),
    body,
    bodySha256: hashToken(body),
    createdAt: context.clock.now(),
    sentAt: null,
    delivery: 'queued' as const,
    attempts: 0,
  };
}

/** Sends the notices that wait, each in its own transaction, so that a crash sends at most one twice. */
export async function deliverNotices(context: ContractContext): Promise<void> {
  // One that failed is tried again at the next tick, hence at most as many as there were before.
  for (let sent = 0; sent < 500; sent += 1) {
    const outcome = await context.db.transaction(operatorScope, (tx) => deliverOne(context, tx));
    if (outcome !== 'sent') return;
  }
}

async function deliverOne(context: ContractContext, tx: Tx): Promise<'none' | 'sent' | 'not_sent'> {
  const notice = await takeQueuedNotice(tx);
  if (!notice) return 'none';
  const { id, recipient, subject, body } = notice;
  const { kind } = await context.mail.send({ to: recipient, subject, text: body });
  const attempts = notice.attempts + 1;
  const delivery = kind === 'failed' && attempts < maxAttempts ? 'queued' : kind;
  await recordNoticeOutcome(tx, id, { delivery, attempts, sentAt: kind === 'sent' ? context.clock.now() : null });
  return kind === 'failed' ? 'not_sent' : 'sent';
}
