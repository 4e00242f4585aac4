import { Button, Checkbox, Stack, Text, TextInput, Title } from '@mantine/core';
import { contractOperations, type SignatureView } from '@carillon/api';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { useForm } from '../../lib/use-form.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ConsentBoxes } from './consent-boxes.tsx';

type Props = { view: SignatureView; token: string; onChange: (view: SignatureView) => void };

/** Who signs, then the code and the consents; each answer of the server shows what is next. */
export function SigningSteps({ view, token, onChange }: Props) {
  const { t } = useTranslation();
  const [declining, setDeclining] = useState(false);
  return (
    <Stack gap="lg">
      <Declaration view={view} token={token} onChange={onChange} />
      {view.codeSentAt && <Signing view={view} token={token} onChange={onChange} />}
      <Button variant="subtle" color="red" style={{ alignSelf: 'flex-start' }} onClick={() => setDeclining(true)}>
        {t('signature.decline')}
      </Button>
      <Confirm
        opened={declining}
        onClose={() => setDeclining(false)}
        title={t('signature.declineTitle')}
        text={t('signature.declineConfirm')}
        action={t('signature.decline')}
        onConfirm={async () => {
          const body = { reason: '' };
          onChange(await callApi(contractOperations.declineOrderForm, { params: { token }, body }));
        }}
      />
    </Stack>
  );
}

function Declaration({ view, token, onChange }: Props) {
  const { t } = useTranslation();
  const initial = { name: view.orderForm.signatory.name, role: '', isLegalRepresentative: false, declares: false };
  const form = useForm(initial, async ({ declares: _declares, ...given }) => {
    const body = { ...given, declaresIdentityAndPower: true as const };
    const { codeSentAt } = await callApi(contractOperations.requestSignatureCode, { params: { token }, body });
    onChange({ ...view, codeSentAt });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Title order={2} fz={17}>
          {t('signature.who')}
        </Title>
        <TextInput
          label={t('signature.name')}
          autoComplete="name"
          value={form.values.name}
          error={form.problems['name']}
          onChange={(e) => form.set({ name: e.currentTarget.value })}
        />
        <TextInput
          label={t('signature.role')}
          autoComplete="organization-title"
          value={form.values.role}
          error={form.problems['role']}
          onChange={(e) => form.set({ role: e.currentTarget.value })}
        />
        <Checkbox
          label={t('signature.legal')}
          checked={form.values.isLegalRepresentative}
          onChange={(e) => form.set({ isLegalRepresentative: e.currentTarget.checked })}
        />
        <Checkbox
          label={t('signature.power')}
          checked={form.values.declares}
          onChange={(e) => form.set({ declares: e.currentTarget.checked })}
        />
        <ProblemAlert error={form.error} />
        <Button type="submit" variant="light" loading={form.busy} disabled={!form.values.declares}>
          {t(view.codeSentAt ? 'signature.newCode' : 'signature.askCode')}
        </Button>
      </Stack>
    </form>
  );
}

function Signing({ view, token, onChange }: Props) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const form = useForm({ code: '' }, async ({ code }) => {
    const consents = view.terms.map(({ document }) => document).filter((document) => ticked.has(document));
    const waivers = view.waivers.filter((waiver) => ticked.has(waiver));
    const body = { code, consents, waivers };
    onChange(await callApi(contractOperations.signOrderForm, { params: { token }, body }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run();
  };
  const isReady = view.terms.every(({ document, required }) => !required || ticked.has(document));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Title order={2} fz={17}>
          {t('signature.agree')}
        </Title>
        <Text size="sm" role="status">
          {t('signature.codeSent', { email: view.orderForm.signatory.email })}
        </Text>
        <ConsentBoxes view={view} ticked={ticked} onChange={setTicked} />
        <TextInput
          label={t('signature.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          value={form.values.code}
          error={form.problems['code']}
          onChange={(e) => form.set({ code: e.currentTarget.value.replaceAll(/\D/g, '') })}
        />
        <ProblemAlert error={form.error} />
        <Button type="submit" loading={form.busy} disabled={!isReady || form.values.code.length !== 6}>
          {t('signature.sign')}
        </Button>
      </Stack>
    </form>
  );
}
