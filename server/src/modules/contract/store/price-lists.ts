import { money } from '@carillon/money';
import type { Tx } from '#platform/db';
import type { PriceList } from '../domain/prices.ts';
import type { ContractTables, PriceListItemRow, PriceListRow } from './tables.ts';

export async function insertPriceList(tx: Tx, row: PriceListRow, items: readonly PriceListItemRow[]): Promise<void> {
  await tx.withTables<ContractTables>().insertInto('priceLists').values(row).execute();
  await tx
    .withTables<ContractTables>()
    .insertInto('priceListItems')
    .values([...items])
    .execute();
}

export type StoredPriceList = PriceListRow & Pick<PriceList, 'prices'>;

/** Every list, newest first. */
export async function priceLists(tx: Tx): Promise<StoredPriceList[]> {
  const lists = await tx
    .withTables<ContractTables>()
    .selectFrom('priceLists')
    .selectAll()
    .orderBy('validFrom', 'desc')
    .orderBy('currency')
    .execute();
  const items = await tx.withTables<ContractTables>().selectFrom('priceListItems').selectAll().execute();
  return lists.map((list) => {
    const own = items.filter((item) => item.priceListId === list.id);
    return { ...list, prices: new Map(own.map((item) => [item.product, money(item.amountMinor, list.currency)])) };
  });
}
