import { describe, expect, it } from 'vitest';
import { operatorScope, sql } from '#platform/db';
import { identityApp, makeStaff, makeUser } from '#test/factories/identity';
import { request } from '#test/requests';
import { findRule } from './rules/rules.ts';
import { products } from './catalogue/products.ts';

describe('products', () => {
  it('have codes of their own and name rules that exist', () => {
    expect(new Set(products.map(({ code }) => code)).size).toBe(products.length);
    expect(products.filter(({ ruleId }) => !findRule(ruleId))).toEqual([]);
  });
});

describe('price lists', () => {
  it('R-3.1-a: are published from a day on, and never changed', async () => {
    const app = await identityApp();
    const staff = await makeStaff(app);
    const validFrom = app.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate().toString();
    const prices = [
      { product: 'unlimited_access', amount: '30.00' },
      { product: 'phone_number', amount: '5' },
    ];
    const publish = (given: object, cookie = staff.cookie) =>
      request(app, 'POST /api/v1/operator/price-lists', {
        cookie,
        body: { currency: 'EUR', label: '2026', validFrom, prices, ...given },
      });
    expect(await publish({})).toMatchObject({
      status: 201,
      body: { prices: [{ amount: '30.00' }, { amount: '5.00' }] },
    });
    expect((await publish({})).body.code).toBe('already_exists');
    expect((await publish({ validFrom: '2026-01-01' })).status).toBe(400);
    expect((await publish({ currency: 'GBP', prices: [{ product: 'rocket', amount: '1' }] })).status).toBe(400);
    expect((await publish({ currency: 'GBP', prices: [prices[0], prices[0]] })).status).toBe(400);
    expect((await publish({ currency: 'GBP', prices: [{ product: 'airo', amount: '1.005' }] })).status).toBe(400);
    const user = await makeUser(app, { role: 'super_admin' });
    expect((await publish({}, user.cookie)).status).toBe(403);
    const { body } = await request(app, 'GET /api/v1/operator/catalogue', { cookie: staff.cookie });
    expect(body.priceLists).toHaveLength(1);
    expect(body.products).toHaveLength(products.length);
    const edit = app.db.transaction(operatorScope, (tx) =>
      sql`update price_list_items set amount_minor = 1`.execute(tx),
    );
    await expect(edit).rejects.toThrow('permission denied');
  });
});
