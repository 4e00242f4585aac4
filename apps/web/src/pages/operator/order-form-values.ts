import type { BodyInputOf, contractOperations, OrderFormView } from '@carillon/api';

type Body = BodyInputOf<typeof contractOperations.createOrderForm>;

/** The fields of the editor: flat texts, so that each has its own message. */
export type OrderFormValues = Pick<Body, 'organizationId' | 'language' | 'currency' | 'periodicity'> & {
  readonly commitmentMonths: string;
  readonly sizeClass: Body['client']['sizeClass'];
  readonly texts: Readonly<Record<TextName, string>>;
  readonly items: readonly { readonly product: string; readonly quantity: string; readonly amount: string }[];
};

export const clientTexts = [
  ...(['legalName', 'legalForm', 'registrationNumber', 'vatNumber'] as const),
  ...(['address', 'postalCode', 'city', 'country'] as const),
];
export type TextName = (typeof clientTexts)[number] | 'signatoryName' | 'signatoryEmail';

/** What is shown at first: the draft, or an empty one of the newest customary kind. */
export function valuesOf(form: OrderFormView | null): OrderFormValues {
  const client = Object.fromEntries(
    clientTexts.map((name) => [name, form?.client[name] ?? (name === 'country' ? 'FR' : '')]),
  ) as Record<(typeof clientTexts)[number], string>;
  return {
    organizationId: form?.organizationId ?? '',
    language: form?.language ?? 'fr',
    currency: form?.currency ?? 'EUR',
    periodicity: form?.periodicity ?? 'monthly',
    commitmentMonths: String(form?.commitmentMonths ?? 12),
    sizeClass: form?.client.sizeClass ?? 'small',
    texts: { ...client, signatoryName: form?.signatory.name ?? '', signatoryEmail: form?.signatory.email ?? '' },
    items: form?.items.map(({ product, quantity, amount }) => ({ product, amount, quantity: String(quantity) })) ?? [
      { product: 'unlimited_access', quantity: '1', amount: '' },
    ],
  };
}

const orNull = (text: string) => text.trim() || null;

export function bodyOf({ texts, items, sizeClass, commitmentMonths, ...rest }: OrderFormValues): Body {
  const { signatoryName, signatoryEmail, registrationNumber, vatNumber, ...client } = texts;
  const numbers = { registrationNumber: orNull(registrationNumber), vatNumber: orNull(vatNumber) };
  return {
    ...rest,
    commitmentMonths: Number(commitmentMonths) as Body['commitmentMonths'],
    client: { ...client, ...numbers, sizeClass },
    signatory: { name: signatoryName, email: signatoryEmail.trim() },
    items: items.map(({ product, quantity, amount }) => ({
      product,
      quantity: Number(quantity),
      amount: orNull(amount.replace(',', '.')),
    })),
  };
}

/** Where the server's message about a text field is found. */
export function problemPath(name: TextName): string {
  if (name === 'signatoryName') return 'signatory.name';
  return name === 'signatoryEmail' ? 'signatory.email' : `client.${name}`;
}
