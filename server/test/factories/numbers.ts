import type { Numbers, PhoneNumber, SeedNumber } from '#numbers';
import { operatorScope } from '#platform/db';
import type { TestPlatform } from '../app.ts';

type WithNumbers = Pick<TestPlatform, 'db'> & { readonly modules: { readonly numbers: Numbers } };

let last = 0;

/** A French number of the range that ARCEP keeps for fiction; rings nobody unless asked to. */
export async function makeNumber(
  app: WithNumbers,
  given: Partial<SeedNumber> & { organizationId: string },
): Promise<PhoneNumber> {
  last += 1;
  const e164 = `+33199${String(last).padStart(6, '0')}`;
  const row: SeedNumber = { e164, kind: 'geographic', label: null, assignedUserId: null, presentable: false, ...given };
  await app.db.transaction(operatorScope, (tx) => app.modules.numbers.seedNumbers(tx, [row]));
  return (await app.modules.numbers.findByE164(row.e164))!;
}
