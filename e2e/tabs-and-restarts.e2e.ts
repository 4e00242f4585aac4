import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPerson } from './support/browser.ts';
import { startCarillon, type Carillon } from './support/carillon.ts';
import { Telephone } from './support/telephone.ts';

describe('tabs and restarts', () => {
  let carillon: Carillon;
  let browser: Browser;

  beforeAll(async () => {
    [carillon, browser] = await Promise.all([startCarillon(), launchBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await carillon?.stop();
  });

  function member(index: number) {
    const user = carillon.demo.organizations[0]?.users[index];
    if (!user) throw new Error('the demo has too few users');
    return user;
  }

  async function person(index: number, toneHz: number): Promise<Telephone> {
    const { page } = await openPerson(browser, { url: carillon.demo.url, toneHz });
    const telephone = new Telephone(page);
    await telephone.signIn(member(index));
    await telephone.useEnglish();
    return telephone;
  }

  it('rings in one tab only; the other says where the telephone is, and can take it over', async () => {
    const [ada, ben] = await Promise.all([person(0, 500), person(1, 900)]);
    const second = new Telephone(await ben.page.context().newPage());
    await second.page.goto(carillon.demo.url);
    await second.bar.getByText('The telephone is open in another tab').waitFor();
    await ada.dial(member(1).extension);
    await ben.bar.getByRole('button', { name: 'Answer' }).waitFor();
    expect(await second.bar.getByRole('button', { name: 'Answer' }).count()).toBe(0);
    await second.bar.getByText('On your other device').waitFor();
    await ben.press('Reject');
    await Promise.all([ada.idle(), ben.idle()]);

    await second.bar.getByText('The telephone is open in another tab').click();
    await second.page.getByText('Use it here').click();
    await second.bar.getByText('Ready for calls').waitFor();
    await ben.bar.getByText('The telephone is open in another tab').waitFor();
    await ben.page.context().close();
    await ada.page.context().close();
  });

  it('warns people in a call when the server is asked to stop, and ends the call', async () => {
    const [ada, ben] = await Promise.all([person(0, 500), person(1, 900)]);
    await ada.dial(member(1).extension);
    await ben.press('Answer');
    await ada.hears(900);
    const warned = Promise.all(
      [ada, ben].map(({ page }) => page.getByText(/^The server is stopping/).waitFor({ timeout: 15_000 })),
    );
    expect(await carillon.terminate()).toBe(0);
    await warned;
    await carillon.startAgain();
    await Promise.all(
      [ada, ben].map((telephone) => telephone.bar.getByText('Ready for calls').waitFor({ timeout: 40_000 })),
    );
    await Promise.all([ada.idle(), ben.idle()]);
    await Promise.all([ada, ben].map(({ page }) => page.context().close()));
  });

  it('comes back by itself after the server was killed and started again', async () => {
    const [ada, ben] = await Promise.all([person(0, 500), person(1, 900)]);
    await ada.dial(member(1).extension);
    await ben.press('Answer');
    await ada.hears(900);
    await carillon.kill();
    await ada.bar.getByText('Not connected').waitFor();
    await ada.page.getByText(/^Disconnected\./).waitFor();
    await carillon.startAgain();
    for (const telephone of [ada, ben]) {
      await telephone.bar.getByText('Ready for calls').waitFor({ timeout: 40_000 });
      await telephone.page.getByText(/^Disconnected\./).waitFor({ state: 'detached' });
    }
    await Promise.all([ada.idle(), ben.idle()]);
    await ada.dial(member(1).extension);
    await ben.press('Answer');
    await ada.hears(900);
    await ben.hears(500);
  });
});
