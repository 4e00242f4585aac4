import { extensionProblem } from '@carillon/telnum';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { findOrganizationRow } from '../store/organizations.ts';

/**
 * An extension never hides an emergency or short public number of the organization's country. That nobody else has it
 * is the database's business (a unique index), so that two at once cannot both get it.
 * @throws reserved_extension, invalid_request
 */
export async function requireFreeExtension(
  tx: Tx,
  wanted: { organizationId: string; extension: string },
): Promise<void> {
  const organization = await findOrganizationRow(tx, wanted.organizationId);
  if (!organization) throw appError('not_found');
  const problem = extensionProblem(wanted.extension, organization.country);
  if (problem === null) return;
  const message = problem === 'format' ? 'Two to six digits' : 'An emergency or short public number';
  const fields = [{ path: 'extension', code: problem, message }];
  throw appError(problem === 'format' ? 'invalid_request' : 'reserved_extension', { fields });
}
