import type { OrderFormView } from '@carillon/api';
import { decimalText, moneyFromDecimal } from '@carillon/money';
import { findProduct } from './catalogue/products.ts';
import { orderTotal } from './domain/order-form.ts';
import type { OrderFormRow } from './store/order-form-rows.ts';

export function productName(code: string, language: 'fr' | 'en'): string {
  return findProduct(code)?.name[language] ?? code;
}

export function presentOrderForm(row: OrderFormRow): OrderFormView {
  const { id, organizationId, number, version, state, createdByName, content } = row;
  const { items, language, currency } = content;
  const priced = items.map(({ quantity, amount }) => ({ quantity, unitPrice: moneyFromDecimal(amount, currency) }));
  return {
    ...{ id, organizationId, number, version, state, createdByName },
    ...content,
    items: items.map((item) => ({ ...item, productName: productName(item.product, language) })),
    monthlyTotal: decimalText(orderTotal(priced, currency, 1)),
    createdAt: row.createdAt.toString(),
    sentAt: row.sentAt?.toString() ?? null,
    expiresAt: row.expiresAt?.toString() ?? null,
    endedAt: row.endedAt?.toString() ?? null,
    effectiveDate: row.effectiveDate?.toString() ?? null,
    endsOn: row.endsOn?.toString() ?? null,
  };
}

type Pdf = { readonly fileName: string; readonly sha256: string; readonly contentBase64: string };

export function presentPdf(row: OrderFormRow, content: Buffer, sha256: string): Pdf {
  return { fileName: `${row.number}-v${row.version}.pdf`, sha256, contentBase64: content.toString('base64') };
}
