import { describe, expect, it } from 'vitest';
import type { Mail, Message } from '#platform/mail';
import { identityApp, makeUser } from '#test/factories/identity';
import { request } from '#test/requests';

const password = 'une-phrase-de-passe';

/** A mail service that keeps what it was given, or fails. */
function mailbox(result: 'sent' | 'failed' = 'sent') {
  const messages: Message[] = [];
  const mail: Mail = {
    configured: true,
    send: async (message) => {
      messages.push(message);
      return { kind: result };
    },
  };
  return { mail, messages };
}

const linkIn = (message: Message | undefined) =>
  /http\S+/
    .exec(message?.text ?? '')?.[0]
    .split('/')
    .at(-1);

async function invitedMember(app: Awaited<ReturnType<typeof identityApp>>, messages: Message[], language = 'fr') {
  const admin = await makeUser(app, { role: 'admin' });
  const body = { email: 'ines@example.fr', name: 'Inès', role: 'user', language };
  const invitation = await request(app, 'POST /api/v1/invitations', { cookie: admin.cookie, body });
  const accept = await request(app, `POST /api/v1/invitation-links/${linkIn(messages[0])}`, {
    body: { name: 'Inès', password },
  });
  return { admin, invitation, accept };
}

describe('with mail configured', () => {
  it('an invitation goes by mail in the guest’s language, and the answer holds no link', async () => {
    const { mail, messages } = mailbox();
    const app = await identityApp({ mail });
    const { admin, invitation, accept } = await invitedMember(app, messages, 'en');
    expect(invitation.body).toMatchObject({ mailed: true, link: null });
    expect(messages[0]).toMatchObject({ to: 'ines@example.fr', subject: expect.stringContaining('invites you') });
    expect(accept.status).toBe(200);
    expect((await request(app, 'GET /api/v1/invitations', { cookie: admin.cookie })).body.items).toEqual([]);
  });

  it('the link is shown all the same when the mail server refuses', async () => {
    const { mail } = mailbox('failed');
    const app = await identityApp({ mail });
    const admin = await makeUser(app, { role: 'admin' });
    const body = { email: 'ines@example.fr', name: 'Inès', role: 'user' };
    const made = await request(app, 'POST /api/v1/invitations', { cookie: admin.cookie, body });
    expect(made.body).toMatchObject({ mailed: false, link: expect.stringContaining('/invitation/') });
    expect((await request(app, 'GET /api/v1/invitations', { cookie: admin.cookie })).body.items[0].mailed).toBe(false);
  });

  it('a forgotten password is answered alike for known and unknown addresses, and only the known gets a mail', async () => {
    const { mail, messages } = mailbox();
    const app = await identityApp({ mail });
    await invitedMember(app, messages);
    const ask = (email: string) => request(app, 'POST /api/v1/password-resets', { body: { email } });
    const answers = [await ask('INES@example.fr'), await ask('personne@example.fr')];
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 202, body: {} },
      { status: 202, body: {} },
    ]);
    await expect.poll(() => messages.length).toBe(2);
    const reset = await request(app, `POST /api/v1/password-reset-links/${linkIn(messages[1])}`, {
      body: { password: 'une-autre-phrase' },
    });
    expect(reset).toMatchObject({ status: 200, body: { user: { email: 'ines@example.fr' } } });
  });

  it('R-5.2-c: the compromised person gets the reset link by mail, never in the answer', async () => {
    const { mail, messages } = mailbox();
    const app = await identityApp({ mail });
    const { accept } = await invitedMember(app, messages);
    const report = await request(app, `POST /api/v1/users/${accept.body.user.id}/compromise`, {
      cookie: accept.cookie!,
    });
    expect(JSON.stringify(report.body)).not.toContain('http');
    expect(messages.at(-1)).toMatchObject({ to: 'ines@example.fr', subject: 'Votre compte Carillon a été protégé' });
    const reset = await request(app, `POST /api/v1/password-reset-links/${linkIn(messages.at(-1))}`, {
      body: { password },
    });
    expect(reset.status).toBe(200);
  });
});
