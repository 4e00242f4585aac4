import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPerson, type PersonPage } from './support/browser.ts';
import { startCarillon, type Carillon } from './support/carillon.ts';
import { Telephone } from './support/telephone.ts';

const tones = [500, 900, 1400] as const;
const carrierToneHz = 425;

describe('the browser telephone', () => {
  let carillon: Carillon;
  let browser: Browser;
  const people: PersonPage[] = [];

  beforeAll(async () => {
    [carillon, browser] = await Promise.all([startCarillon(), launchBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await carillon?.stop();
  });
  afterEach(async () => {
    await Promise.all(people.splice(0).map(({ context }) => context.close()));
  });

  /** Member `index` of the first organization, signed in, in English, ready for calls, with a voice of their own. */
  async function person(index: 0 | 1 | 2): Promise<Telephone> {
    const opened = await openPerson(browser, { url: carillon.demo.url, toneHz: tones[index] });
    people.push(opened);
    const telephone = new Telephone(opened.page);
    await telephone.signIn(member(index));
    await telephone.useEnglish();
    return telephone;
  }

  function member(index: number) {
    const user = carillon.demo.organizations[0]?.users[index];
    if (!user) throw new Error('the demo has too few users');
    return user;
  }

  async function talking(from: Telephone, to: Telephone, toIndex: number): Promise<void> {
    await from.dial(member(toIndex).extension);
    await to.press('Answer');
    await from.hears(tones[toIndex] ?? 0);
  }

  it('carries sound both ways between two browsers, and silence while held', async () => {
    const [ada, ben] = await Promise.all([person(0), person(1)]);
    await ada.dial(member(1).extension);
    await ben.bar.getByText('Incoming call', { exact: true }).first().waitFor();
    await ben.press('Answer');
    await ada.hears(tones[1]);
    await ben.hears(tones[0]);

    await ada.press('Hold');
    await ada
      .card(member(1).name)
      .getByText(/^On hold/)
      .waitFor();
    await ada.hears(0);
    await expect.poll(() => ben.heard(), { timeout: 10_000 }).not.toBeCloseTo(tones[0], -2);

    await ada.press('Resume');
    await ben.hears(tones[0]);
    await ada.hears(tones[1]);

    await ben.press('Hang up');
    await Promise.all([ada.idle(), ben.idle()]);
  });

  it('does not move the focus when a call comes in', async () => {
    const [ada, ben] = await Promise.all([person(0), person(1)]);
    const field = ben.bar.getByLabel('Number or extension');
    await field.focus();
    await ada.dial(member(1).extension);
    await ben.bar.getByRole('button', { name: 'Answer' }).waitFor();
    const focused = await ben.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName,
    );
    expect(focused).not.toBe('Answer');
    await ben.press('Reject');
    await ada.bar.getByText('The call was refused.').waitFor();
  });

  it('transfers now: the caller is heard by the new person', async () => {
    const [ada, ben, cleo] = await Promise.all([person(0), person(1), person(2)]);
    await talking(ada, ben, 1);
    await ben.press('Transfer');
    await ben.bar.getByLabel('Transfer to').fill(member(2).extension);
    await ben.press('Transfer now');
    await cleo.press('Answer');
    await cleo.hears(tones[0]);
    await ada.hears(tones[2]);
    await ben.idle();
    await ada.press('Hang up');
    await cleo.idle();
  });

  it('asks first, then completes: the two who are left hear each other', async () => {
    const [ada, ben, cleo] = await Promise.all([person(0), person(1), person(2)]);
    await talking(ada, ben, 1);
    await ben.press('Transfer');
    await ben.bar.getByLabel('Transfer to').fill(member(2).extension);
    await ben.press('Ask first');
    await cleo.press('Answer');
    await ben.hears(tones[2]);
    await expect.poll(() => ada.heard(), { timeout: 10_000 }).not.toBeCloseTo(tones[2], -2);
    await ben.press('Complete the transfer');
    await ada.hears(tones[2]);
    await cleo.hears(tones[0]);
    await ben.idle();
    await cleo.press('Hang up');
    await ada.idle();
  });

  it('calls the outside through the trunk and hears the echo of its own voice', async () => {
    const ada = await person(0);
    await ada.dial('0199000001');
    await ada.hears(tones[0]);
    await ada.press('Hang up');
    await ada.idle();
  });

  it('rings when the outside calls one of its numbers, and hears the carrier', async () => {
    const ada = await person(0);
    const { host, port } = carillon.demo.sandboxCarrier;
    const order = { to: carillon.demo.organizations[0]?.numbers[0], sound: 'tone', seconds: 20 };
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) };
    const placed = fetch(`http://${host}:${port + 1}/calls`, init).then((answer) => answer.json());
    await ada.press('Answer');
    await ada.hears(carrierToneHz);
    await ada.press('Hang up');
    expect(await placed).toMatchObject({ kind: 'answered', hungUpBy: 'customer' });
  });

  it('sends the digits of the keypad through the trunk', async () => {
    const ada = await person(0);
    const { host, port } = carillon.demo.sandboxCarrier;
    await ada.dial('0199000009');
    await ada
      .card(/01 99 00 00 09/)
      .getByText('Connected')
      .waitFor();
    await ada.press('Keypad');
    for (const key of ['4', '2', '#']) await ada.press(`Key ${key}`);
    const heard = async () => {
      const state = (await (await fetch(`http://${host}:${port + 1}/state`)).json()) as { calls: { digits: string }[] };
      return state.calls[0]?.digits;
    };
    await expect.poll(heard, { timeout: 10_000 }).toBe('42#');
    await ada.press('Hang up');
    await ada.idle();
  });

  it('refuses an emergency number with an explanation and never routes it', async () => {
    const ada = await person(0);
    await ada.bar.getByLabel('Number or extension').fill('112');
    await ada.bar.getByText(/Emergency calls are not activated on this line/).waitFor();
  });

  it('shows the ended call in the log with its decisions', async () => {
    const [ada, ben] = await Promise.all([person(0), person(1)]);
    await talking(ada, ben, 1);
    await ada.press('Hang up');
    await ada.idle();
    await ada.page.goto(`${carillon.demo.url}/calls`);
    await ada.page
      .getByRole('link', { name: new RegExp(`^${member(1).name},`) })
      .first()
      .click();
    await ada.page.getByRole('heading', { name: 'Why it went this way' }).waitFor();
    expect(
      await ada.page.getByRole('region', { name: 'Who was on the line' }).getByText('Browser').count(),
    ).toBeGreaterThan(1);
  });
});
