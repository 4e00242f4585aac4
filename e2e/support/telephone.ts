import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { DemoUser } from './carillon.ts';

/** What a person does with the web telephone, by role and name, as a person would find it. */
export class Telephone {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async signIn(user: Pick<DemoUser, 'email' | 'password'>): Promise<void> {
    await this.page.getByLabel('E-mail').fill(user.email);
    await this.page
      .getByLabel('Password', { exact: true })
      .or(this.page.getByLabel('Mot de passe', { exact: true }))
      .fill(user.password);
    await this.page.getByRole('button', { name: /^(Sign in|Se connecter)$/ }).click();
    await this.bar.waitFor();
  }

  /** English from here on, whatever the person's preference was. */
  async useEnglish(): Promise<void> {
    const { origin } = new URL(this.page.url());
    const url = `${origin}/api/v1/session/preferences`;
    await this.page.request.patch(url, { data: { language: 'en' }, headers: { origin } });
    await this.page.reload();
    await this.page.getByText('Ready for calls').waitFor();
  }

  get bar() {
    return this.page.getByRole('region', { name: /^(Telephone|Téléphone)$/ });
  }

  card(name: string | RegExp) {
    return this.bar.getByRole('article', { name });
  }

  async dial(target: string): Promise<void> {
    await this.bar.getByLabel('Number or extension').fill(target);
    await this.bar.getByRole('button', { name: 'Call', exact: true }).click();
  }

  async press(name: string): Promise<void> {
    await this.bar.getByRole('button', { name, exact: true }).first().click();
  }

  /** Waits until the far side is heard at this frequency; 0 = silence. Tolerance: one bin of the spectrum. */
  async hears(hz: number): Promise<void> {
    await expect
      .poll(() => this.heard(), { timeout: 15_000, interval: 200 })
      .toSatisfy((heard) => Math.abs(Number(heard) - hz) <= 25);
  }

  async heard(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as { carillonHeard: () => Promise<number> }).carillonHeard());
  }

  async idle(): Promise<void> {
    await expect.poll(() => this.bar.getByRole('article').count(), { timeout: 20_000 }).toBe(0);
  }
}
