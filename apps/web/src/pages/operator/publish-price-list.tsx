import { Select, Text, TextInput } from '@mantine/core';
import { contractOperations, type ReplyOf } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

export type Catalogue = ReplyOf<typeof contractOperations.readCatalogue>;

const currencies = ['EUR', 'GBP', 'USD'] as const;
type Currency = (typeof currencies)[number];
type Values = { currency: Currency; label: string; validFrom: string; prices: Readonly<Record<string, string>> };

/** Starts from the newest list of the currency, so that one price can be changed at a time. */
function pricesOf(catalogue: Catalogue, currency: Currency): Record<string, string> {
  const newest = catalogue.priceLists.find((list) => list.currency === currency);
  return Object.fromEntries((newest?.prices ?? []).map(({ product, amount }) => [product, amount]));
}

export function PublishPriceList({ catalogue, onClose }: { catalogue: Catalogue; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const publish = useCommand(contractOperations.publishPriceList, [contractOperations.readCatalogue]);
  const initial: Values = {
    currency: 'EUR',
    label: '',
    validFrom: catalogue.today,
    prices: pricesOf(catalogue, 'EUR'),
  };
  const form = useForm(initial, async ({ prices, ...given }) => {
    const filled = Object.entries(prices).filter(([, amount]) => amount.trim() !== '');
    const items = filled.map(([product, amount]) => ({ product, amount: amount.trim().replace(',', '.') }));
    await publish.mutateAsync({ body: { ...given, prices: items } });
    onClose();
  });
  const problem = Object.entries(form.problems).find(([path]) => path.startsWith('prices'))?.[1];
  return (
    <FormModal title={t('priceLists.publish')} submitLabel={t('priceLists.publish')} onClose={onClose} form={form}>
      <Select
        label={t('priceLists.currency')}
        allowDeselect={false}
        data={[...currencies]}
        value={form.values.currency}
        onChange={(currency) => currency && form.set({ currency, prices: pricesOf(catalogue, currency) })}
      />
      <TextInput
        label={t('priceLists.label')}
        value={form.values.label}
        error={form.problems['label']}
        onChange={(e) => form.set({ label: e.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        type="date"
        label={t('priceLists.validFrom')}
        value={form.values.validFrom}
        error={form.problems['validFrom']}
        onChange={(e) => form.set({ validFrom: e.currentTarget.value })}
      />
      <Text size="sm" c="dimmed">
        {t('priceLists.priceHelp')}
      </Text>
      {catalogue.products.map(({ code, name }) => (
        <TextInput
          key={code}
          label={t('priceLists.priceOf', { product: i18n.language === 'en' ? name.en : name.fr })}
          inputMode="decimal"
          value={form.values.prices[code] ?? ''}
          onChange={(e) => form.set({ prices: { ...form.values.prices, [code]: e.currentTarget.value } })}
        />
      ))}
      {problem && (
        <Text size="sm" c="red" role="alert">
          {problem}
        </Text>
      )}
    </FormModal>
  );
}
