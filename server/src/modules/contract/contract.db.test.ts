import { describe, expect, it } from 'vitest';
import { entitlementKeys } from '@carillon/api';
import { organizationScope, sql } from '#platform/db';
import { grantEntitlement } from '#test/factories/contract';
import { identityApp, makeOrganization } from '#test/factories/identity';

describe('granted', () => {
  it('grants everything by default, and no extra channels', async () => {
    const app = await identityApp();
    const scope = organizationScope((await makeOrganization(app)).id);
    for (const key of entitlementKeys) {
      const limit = key === 'telephony.extra_channels' ? 0 : null;
      expect(await app.modules.contract.granted(scope, key)).toMatchObject({ granted: true, limit });
    }
  });

  it('follows what staff granted, for that organization only, and the last word counts', async () => {
    const app = await identityApp();
    const [one, two] = [await makeOrganization(app), await makeOrganization(app)];
    const extra = (organizationId: string) =>
      app.modules.contract.granted(organizationScope(organizationId), 'telephony.extra_channels');
    await grantEntitlement(app, one.id, 'telephony.extra_channels', 3);
    await grantEntitlement(app, one.id, 'telephony.extra_channels', 10);
    expect(await extra(one.id)).toMatchObject({ limit: 10 });
    expect(await extra(two.id)).toMatchObject({ limit: 0 });
  });

  it('throws on an unknown key', async () => {
    const app = await identityApp();
    expect(() => app.modules.contract.granted(organizationScope('x'), 'telephony.magic' as never)).toThrow(RangeError);
  });

  it('cannot be granted by the organization itself', async () => {
    const app = await identityApp();
    const { id } = await makeOrganization(app);
    const write = app.db.transaction(organizationScope(id), (tx) =>
      sql`insert into entitlement_grants values (${id}, 'telephony.extra_channels', true, 99, 'x', null, now())`.execute(
        tx,
      ),
    );
    await expect(write).rejects.toThrow('permission denied');
  });
});
