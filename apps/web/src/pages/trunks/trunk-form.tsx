import {
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { telephonyOperations, type BodyInputOf, type TrunkView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { TrunkIdentity, type TrunkIdentityValues } from './trunk-identity.tsx';

type Body = BodyInputOf<typeof telephonyOperations.createTrunk>;
type Values = Omit<Body, 'allowedSources' | 'password' | keyof TrunkIdentityValues> &
  TrunkIdentityValues & { sources: string; password: string };

const fresh: Values = {
  name: '',
  host: '',
  port: 5060,
  transport: 'udp',
  authentication: 'address',
  username: null,
  sources: '',
  numberFormat: 'e164_plus',
  maxCalls: null,
  enabled: true,
  trusted: true,
  callerIdHeader: 'p_asserted_identity',
  forwardingHeader: 'diversion',
  forwardedCallerId: 'own',
  followsRedirects: false,
  securesMedia: false,
  password: '',
};

/** Adding and changing are the same form; an empty password keeps the current one. */
export function TrunkForm({ trunk, onClose }: { trunk: TrunkView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const reads = [telephonyOperations.listTrunks];
  const create = useCommand(telephonyOperations.createTrunk, reads);
  const update = useCommand(telephonyOperations.updateTrunk, reads);
  const form = useForm<Values>(trunk ? valuesOf(trunk) : fresh, async (values) => {
    const body = bodyOf(values);
    if (trunk) await update.mutateAsync({ params: { trunkId: trunk.id }, body });
    else await create.mutateAsync({ body });
    onClose();
  });
  return (
    <FormModal
      title={trunk ? t('trunks.edit', { name: trunk.name }) : t('trunks.add')}
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
      <Where form={form} />
      <Trust form={form} keeps={trunk !== null} />
      <Select
        label={t('trunks.format')}
        allowDeselect={false}
        value={form.values.numberFormat}
        data={(['e164_plus', 'e164', 'national'] as const).map((value) => ({ value, label: t(`trunks.${value}`) }))}
        onChange={(v) => v && form.set({ numberFormat: v })}
      />
      <NumberInput
        label={t('trunks.maxCalls')}
        description={t('trunks.maxCallsHelp')}
        min={1}
        max={10_000}
        value={form.values.maxCalls ?? ''}
        error={form.problems.maxCalls}
        onChange={(v) => form.set({ maxCalls: typeof v === 'number' ? v : null })}
      />
      <Switch
        label={t('trunks.securesMedia')}
        description={t('trunks.securesMediaHelp')}
        checked={form.values.securesMedia ?? false}
        onChange={(e) => form.set({ securesMedia: e.currentTarget.checked })}
      />
      <TrunkIdentity values={form.values} onChange={form.set} />
      <Switch
        label={t('trunks.enabled')}
        checked={form.values.enabled}
        onChange={(e) => form.set({ enabled: e.currentTarget.checked })}
      />
    </FormModal>
  );
}

type Form = ReturnType<typeof useForm<Values>>;

function Where({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <Group align="flex-start" wrap="nowrap">
      <TextInput
        flex={1}
        label={t('trunks.host')}
        placeholder="sip.example.net"
        value={form.values.host}
        error={form.problems.host}
        onChange={(e) => form.set({ host: e.currentTarget.value.trim() })}
      />
      <NumberInput
        w={92}
        label={t('trunks.port')}
        hideControls
        min={1}
        max={65_535}
        value={form.values.port}
        error={form.problems.port}
        onChange={(v) => form.set({ port: Number(v) })}
      />
      <Select
        w={92}
        label={t('trunks.transport')}
        allowDeselect={false}
        data={(['udp', 'tcp', 'tls'] as const).map((value) => ({ value, label: value.toUpperCase() }))}
        value={form.values.transport}
        onChange={(v) => v && form.set({ transport: v })}
      />
    </Group>
  );
}

function Trust({ form, keeps }: { form: Form; keeps: boolean }) {
  const { t } = useTranslation();
  const { authentication } = form.values;
  return (
    <>
      <div>
        <Text size="sm" fw={500} mb={4} id="trunk-authentication">
          {t('trunks.authentication')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="trunk-authentication"
          value={authentication}
          onChange={(v) => form.set({ authentication: v })}
          data={(['address', 'registration'] as const).map((value) => ({ value, label: t(`trunks.${value}`) }))}
        />
      </div>
      {authentication === 'registration' && (
        <Group grow align="flex-start">
          <TextInput
            label={t('trunks.username')}
            autoComplete="off"
            value={form.values.username ?? ''}
            error={form.problems.username}
            onChange={(e) => form.set({ username: e.currentTarget.value || null })}
          />
          <PasswordInput
            label={t('trunks.password')}
            autoComplete="new-password"
            {...(keeps ? { description: t('trunks.passwordKeep') } : {})}
            value={form.values.password}
            error={form.problems.password}
            onChange={(e) => form.set({ password: e.currentTarget.value })}
          />
        </Group>
      )}
      <Textarea
        label={t('trunks.sources')}
        description={t('trunks.sourcesHelp')}
        autosize
        minRows={2}
        value={form.values.sources}
        error={form.problems.allowedSources}
        onChange={(e) => form.set({ sources: e.currentTarget.value })}
      />
    </>
  );
}

function valuesOf(trunk: TrunkView): Values {
  const { id: _id, shared: _shared, status: _status, callsInProgress: _calls, createdAt: _at, ...fields } = trunk;
  const { allowedSources, ...values } = fields;
  return { ...values, sources: allowedSources.join('\n'), password: '' };
}

function bodyOf({ sources, password, ...rest }: Values): Body {
  return { ...rest, allowedSources: sources.split(/[\s,]+/).filter(Boolean), ...(password ? { password } : {}) };
}
