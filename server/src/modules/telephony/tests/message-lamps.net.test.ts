import type { MessageWaiting } from '#telephony';
import { makeOrganization, makeUser } from '#test/factories/identity';
import { makePhone, makeUnregisteredPhone, telephonyApp, until, type Phone } from '#test/factories/telephony';
import { expect, test } from 'vitest';

/** Somebody who keeps messages; a test leaves them. */
class Mailboxes implements MessageWaiting {
  readonly #unheard = new Map<string, number>();
  #listener: (userId: string) => void = () => undefined;

  of(userId: string) {
    return { unheard: this.#unheard.get(userId) ?? 0, heard: 0 };
  }

  onChange(listener: (userId: string) => void): void {
    this.#listener = listener;
  }

  leave(userId: string, count: number): void {
    this.#unheard.set(userId, count);
    this.#listener(userId);
  }
}

async function office() {
  const mailboxes = new Mailboxes();
  const app = await telephonyApp(() => ({ messages: mailboxes }));
  const { id: organizationId } = await makeOrganization(app);
  return { app, mailboxes, organizationId };
}

/** Every count that this telephone was told without having asked. */
function unasked(phone: Phone): string[] {
  const told: string[] = [];
  phone.endpoint.onRequest(({ request, ...incoming }) => {
    if (request.method === 'NOTIFY')
      told.push(/Voice-Message: (\S+)/.exec(Buffer.from(request.body).toString())?.[1] ?? '');
    incoming.respond(200);
  });
  return told;
}

test('a telephone that subscribed hears of a message there, another one of the member unasked, others nothing', async () => {
  const { app, mailboxes, organizationId } = await office();
  const ada = await makePhone(app, { organizationId, extension: '201' });
  const second = await makePhone(app, { user: ada.user });
  const ben = await makePhone(app, { organizationId, extension: '202' });
  const [first, other, stranger] = [unasked(ada), unasked(second), unasked(ben)];
  const watch = ada.subscribe('201', 'message-summary');
  await until('subscribed', () => watch.notifies.length === 1);
  mailboxes.leave(ada.user.id, 2);
  await until('both told', () => watch.notifies.length === 2 && other.length === 1);
  expect(Buffer.from(watch.notifies[1]!.body).toString()).toContain('Messages-Waiting: yes\r\n');
  expect([first, other, stranger]).toEqual([[], ['2/0'], []]);
});

test('a telephone that registers is told what waits, and nothing when nothing waits', async () => {
  const { app, mailboxes, organizationId } = await office();
  const user = await makeUser(app, { organizationId, extension: '201' });
  mailboxes.leave(user.id, 3);
  const [ada, ben] = [
    await makeUnregisteredPhone(app, { user }),
    await makeUnregisteredPhone(app, { user: await makeUser(app, { organizationId, extension: '202' }) }),
  ];
  const [told, nothing] = [unasked(ada), unasked(ben)];
  await ben.register();
  await ada.register();
  await until('told', () => told.length === 1);
  await ada.register();
  expect([told, nothing]).toEqual([['3/0'], []]);
});
