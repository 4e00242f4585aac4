import type { BodyOf, contractOperations } from '@carillon/api';
import { decimalText, moneyFromDecimal } from '@carillon/money';
import type { Actor } from '#platform/actor';
import { operatorScope } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import { findProduct, products } from '../catalogue/products.ts';
import type { ContractContext } from '../context.ts';
import { insertPriceList, priceLists, type StoredPriceList } from '../store/price-lists.ts';
import { billingToday, wrong } from './policies.ts';

function presentPriceList({ id, currency, label, publishedByName, ...list }: StoredPriceList) {
  return {
    ...{ id, currency, label, publishedByName },
    validFrom: list.validFrom.toString(),
    publishedAt: list.publishedAt.toString(),
    prices: [...list.prices].map(([product, amount]) => ({ product, amount: decimalText(amount) })),
  };
}

/** Staff: what is sold, and at which prices since when. */
export function readCatalogue(context: ContractContext) {
  return context.db.read(operatorScope, async (tx) => ({
    today: (await billingToday(context, tx)).toString(),
    products: [...products],
    priceLists: (await priceLists(tx)).map(presentPriceList),
  }));
}

type NewPriceList = BodyOf<typeof contractOperations.publishPriceList>;

/**
 * Staff publish the prices of a currency from a day on; what was bought earlier keeps its price.
 * @throws already_exists for a second list of the same day, invalid_request
 */
export async function publishPriceList(context: ContractContext, actor: Actor, given: NewPriceList) {
  const { currency, label } = given;
  const prices = new Map(given.prices.map(({ product, amount }) => [product, moneyFromDecimal(amount, currency)]));
  if (prices.size !== given.prices.length) throw wrong('prices', 'twice', 'A product has one price');
  if (given.prices.some(({ product }) => !findProduct(product))) throw wrong('prices', 'unknown', 'No such product');
  return context.db.transaction(operatorScope, async (tx) => {
    const today = await billingToday(context, tx);
    if (given.validFrom < today.toString())
      throw wrong('validFrom', 'in_the_past', 'Prices change today at the earliest');
    const validFrom = Temporal.PlainDate.from(given.validFrom);
    const lists = await priceLists(tx);
    if (lists.some((list) => list.currency === currency && list.validFrom.equals(validFrom))) {
      throw appError('already_exists');
    }
    const published = { publishedAt: context.clock.now(), publishedByName: actor.name };
    const row = { id: newId(), currency, label, validFrom, ...published };
    const items = [...prices].map(([product, { amountMinor }]) => ({ priceListId: row.id, product, amountMinor }));
    await insertPriceList(tx, row, items);
    const subject = { kind: 'price_list', id: row.id };
    await context.identity.audit(tx, actor, 'contract.price_list.published', subject, { currency, label });
    return presentPriceList({ ...row, prices });
  });
}
