import type { Tx } from '#platform/db';
import type { ContractTables, TermsAcceptanceRow, TermsVersionRow } from './tables.ts';

export async function insertTermsVersion(tx: Tx, row: TermsVersionRow): Promise<void> {
  await tx.withTables<ContractTables>().insertInto('termsVersions').values(row).execute();
}

/** Every version of every document, the one that takes effect last first. */
export async function termsVersions(tx: Tx): Promise<TermsVersionRow[]> {
  const query = tx.withTables<ContractTables>().selectFrom('termsVersions').selectAll();
  return query.orderBy('effectiveFrom', 'desc').orderBy('document').execute();
}

export async function findTermsVersion(tx: Tx, id: string): Promise<TermsVersionRow | null> {
  const query = tx.withTables<ContractTables>().selectFrom('termsVersions').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

/** Accepting twice is accepting once: the first time counts. */
export async function insertTermsAcceptance(tx: Tx, row: TermsAcceptanceRow): Promise<void> {
  const insert = tx.withTables<ContractTables>().insertInto('termsAcceptances').values(row);
  await insert.onConflict((conflict) => conflict.doNothing()).execute();
}

/** Acceptances of an organization, oldest first. */
export async function termsAcceptances(tx: Tx, organizationId: string): Promise<TermsAcceptanceRow[]> {
  const query = tx.withTables<ContractTables>().selectFrom('termsAcceptances').selectAll();
  return query.where('organizationId', '=', organizationId).orderBy('acceptedAt').orderBy('id').execute();
}

/** Organizations that accepted any version: those that a change must be told to. */
export async function organizationsBound(tx: Tx): Promise<string[]> {
  const query = tx.withTables<ContractTables>().selectFrom('termsAcceptances').select('organizationId').distinct();
  return (await query.where('isForOrganization', '=', true).execute()).map((row) => row.organizationId);
}
