import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import type { contractOperations, ReplyOf } from '@carillon/api';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OrderFormValues } from './order-form-values.ts';

type Items = OrderFormValues['items'];
type Props = {
  items: Items;
  products: ReplyOf<typeof contractOperations.readCatalogue>['products'];
  problems: Readonly<Record<string, string>>;
  onChange: (items: Items) => void;
};

/** The products of an order form, a line each. */
export function OrderFormItems({ items, products, problems, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const choices = products.map(({ code, name }) => ({
    value: code,
    label: i18n.language === 'en' ? name.en : name.fr,
  }));
  const change = (index: number, part: Partial<Items[number]>) =>
    onChange(items.map((item, at) => (at === index ? { ...item, ...part } : item)));
  const label = (what: 'product' | 'quantity' | 'amount', index: number) =>
    t('orderForms.itemLabel', { what: t(`orderForms.${what}`), index: index + 1 });
  return (
    <Stack gap="xs" role="group" aria-label={t('orderForms.items')}>
      <Text size="sm" fw={600}>
        {t('orderForms.items')}
      </Text>
      {items.map((item, index) => (
        <Group key={`${index} of ${items.length}`} align="flex-start" gap="xs">
          <Select
            aria-label={label('product', index)}
            allowDeselect={false}
            data={choices}
            value={item.product}
            error={problems[`items.${index}.product`]}
            onChange={(product) => product && change(index, { product })}
            flex="1 1 160px"
          />
          <TextInput
            aria-label={label('quantity', index)}
            placeholder={t('orderForms.quantity')}
            inputMode="numeric"
            value={item.quantity}
            error={problems[`items.${index}.quantity`]}
            onChange={(e) => change(index, { quantity: e.currentTarget.value })}
            w={80}
          />
          <TextInput
            aria-label={label('amount', index)}
            placeholder={t('orderForms.amount')}
            inputMode="decimal"
            value={item.amount}
            error={problems[`items.${index}.amount`]}
            onChange={(e) => change(index, { amount: e.currentTarget.value })}
            flex="1 1 120px"
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('orderForms.removeItem', { index: index + 1 })}
            disabled={items.length === 1}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          >
            <IconTrash size={17} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={15} />}
        onClick={() => onChange([...items, { product: 'phone_number', quantity: '1', amount: '' }])}
      >
        {t('orderForms.addItem')}
      </Button>
    </Stack>
  );
}
