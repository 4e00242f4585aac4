import { Skeleton, Text, TextInput } from '@mantine/core';
import { contractOperations, type BodyInputOf } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

type Seller = BodyInputOf<typeof contractOperations.saveSeller>;
const names = ['legalName', 'address', 'registrationNumber', 'vatNumber'] as const;

/** Who sells, as order forms say it. */
export function SellerForm({ onClose }: { onClose: () => void }) {
  const query = useOperation(contractOperations.readSeller);
  if (!query.data) return <Skeleton height={1} />;
  return <Fields seller={query.data.seller} onClose={onClose} />;
}

function Fields({ seller, onClose }: { seller: Seller | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useCommand(contractOperations.saveSeller, [contractOperations.readSeller]);
  const initial = Object.fromEntries(names.map((name) => [name, seller?.[name] ?? ''])) as Record<
    (typeof names)[number],
    string
  >;
  const form = useForm(initial, async ({ legalName, address, registrationNumber, vatNumber }) => {
    const numbers = { registrationNumber: registrationNumber.trim() || null, vatNumber: vatNumber.trim() || null };
    await save.mutateAsync({ body: { legalName, address, ...numbers } });
    onClose();
  });
  return (
    <FormModal title={t('orderForms.seller')} submitLabel={t('common.save')} onClose={onClose} form={form}>
      <Text size="sm" c="dimmed">
        {t('orderForms.sellerHelp')}
      </Text>
      {names.map((name) => (
        <TextInput
          key={name}
          label={t(`orderForms.${name}`)}
          value={form.values[name]}
          error={form.problems[name]}
          onChange={(e) => form.set({ [name]: e.currentTarget.value })}
        />
      ))}
    </FormModal>
  );
}
