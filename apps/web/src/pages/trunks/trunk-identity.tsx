import { Fieldset, Select, Stack, Switch } from '@mantine/core';
import type { TrunkView } from '@carillon/api';
import { useTranslation } from 'react-i18next';

export type TrunkIdentityValues = Pick<
  TrunkView,
  'trusted' | 'callerIdHeader' | 'forwardingHeader' | 'forwardedCallerId' | 'followsRedirects'
>;

const callerIdHeaders = ['p_asserted_identity', 'remote_party_id', 'both', 'none'] as const;
const forwardingHeaders = ['diversion', 'history_info', 'both', 'none'] as const;
const forwardedCallerIds = ['own', 'original'] as const;

type Props = { values: TrunkIdentityValues; onChange: (change: Partial<TrunkIdentityValues>) => void };

/** What the carrier is told about callers, and what it is believed. */
export function TrunkIdentity({ values, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('trunks.identity.title')}>
      <Stack gap="sm">
        <Switch
          label={t('trunks.identity.trusted')}
          description={t('trunks.identity.trustedHelp')}
          checked={values.trusted}
          onChange={(e) => onChange({ trusted: e.currentTarget.checked })}
        />
        <Select
          label={t('trunks.identity.callerIdHeader')}
          allowDeselect={false}
          value={values.callerIdHeader}
          data={callerIdHeaders.map((value) => ({ value, label: t(`trunks.identity.${value}`) }))}
          onChange={(v) => v && onChange({ callerIdHeader: v })}
        />
        <Select
          label={t('trunks.identity.forwardingHeader')}
          allowDeselect={false}
          value={values.forwardingHeader}
          data={forwardingHeaders.map((value) => ({ value, label: t(`trunks.identity.${value}`) }))}
          onChange={(v) => v && onChange({ forwardingHeader: v })}
        />
        <Select
          label={t('trunks.identity.forwardedCallerId')}
          allowDeselect={false}
          value={values.forwardedCallerId}
          data={forwardedCallerIds.map((value) => ({ value, label: t(`trunks.identity.${value}`) }))}
          onChange={(v) => v && onChange({ forwardedCallerId: v })}
        />
        <Switch
          label={t('trunks.identity.followsRedirects')}
          description={t('trunks.identity.followsRedirectsHelp')}
          checked={values.followsRedirects}
          onChange={(e) => onChange({ followsRedirects: e.currentTarget.checked })}
        />
      </Stack>
    </Fieldset>
  );
}
