import { NumberInput, SegmentedControl, Select, Switch, Text, TextInput } from '@mantine/core';
import { telephonyOperations, type BodyInputOf, type ServiceExtensionView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

type Body = BodyInputOf<typeof telephonyOperations.createServiceExtension>;
type Announcement = Extract<Body, { kind: 'announcement' }>;
type Values = {
  name: string;
  extension: string;
  kind: Body['kind'];
  maxParties: number;
  sound: Announcement['sound'];
  repeats: boolean;
};

const fresh: Values = {
  name: '',
  extension: '',
  kind: 'conference',
  maxParties: 20,
  sound: 'unavailable',
  repeats: false,
};
const sounds = ['hold_music', 'unavailable', 'please_hold', 'service_unavailable', 'goodbye'] as const;

/** Adding and changing are the same form. */
export function ServiceForm({ service, onClose }: { service: ServiceExtensionView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const reads = [telephonyOperations.listServiceExtensions];
  const create = useCommand(telephonyOperations.createServiceExtension, reads);
  const replace = useCommand(telephonyOperations.replaceServiceExtension, reads);
  const form = useForm<Values>(service ? { ...fresh, ...service } : fresh, async (values) => {
    const body = bodyOf(values);
    if (service) await replace.mutateAsync({ params: { serviceExtensionId: service.id }, body });
    else await create.mutateAsync({ body });
    onClose();
  });
  return (
    <FormModal
      title={service ? t('services.edit', { name: service.name }) : t('services.add')}
      submitLabel={t('common.save')}
      onClose={onClose}
      form={form}
    >
      <TextInput
        label={t('common.name')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label={t('services.extension')}
        description={t('services.extensionHelp')}
        inputMode="numeric"
        value={form.values.extension}
        error={form.problems.extension}
        onChange={(e) => form.set({ extension: e.currentTarget.value.trim() })}
      />
      <div>
        <Text size="sm" fw={500} mb={4} id="service-kind">
          {t('services.kind')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="service-kind"
          value={form.values.kind}
          onChange={(kind) => form.set({ kind })}
          data={(['conference', 'announcement'] as const).map((value) => ({ value, label: t(`services.${value}`) }))}
        />
      </div>
      {form.values.kind === 'conference' ? (
        <NumberInput
          label={t('services.maxParties')}
          min={2}
          max={50}
          value={form.values.maxParties}
          error={form.problems.maxParties}
          onChange={(v) => form.set({ maxParties: Number(v) })}
        />
      ) : (
        <Message form={form} />
      )}
    </FormModal>
  );
}

function Message({ form }: { form: ReturnType<typeof useForm<Values>> }) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t('services.sound')}
        allowDeselect={false}
        value={form.values.sound}
        data={sounds.map((value) => ({ value, label: t(`services.sounds.${value}`) }))}
        onChange={(v) => v && form.set({ sound: v })}
      />
      <Switch
        label={t('services.repeats')}
        checked={form.values.repeats}
        onChange={(e) => form.set({ repeats: e.currentTarget.checked })}
      />
    </>
  );
}

function bodyOf({ name, extension, kind, maxParties, sound, repeats }: Values): Body {
  return kind === 'conference' ? { kind, name, extension, maxParties } : { kind, name, extension, sound, repeats };
}
