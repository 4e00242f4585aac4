import type { ReplyOf, telephonyOperations } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { SecretOnce } from '../../parts/secret-once.tsx';

export type NewSipAccount = ReplyOf<typeof telephonyOperations.createDevice>;

/** Everything that a desk phone asks for, shown this once. */
export function SipAccount({ account, onClose }: { account: NewSipAccount; onClose: () => void }) {
  const { t } = useTranslation();
  const { sip } = account.device;
  const rows = sip
    ? [
        { label: t('devices.username'), value: sip.username },
        { label: t('devices.password'), value: account.password },
        { label: t('devices.domain'), value: sip.domain },
        { label: t('devices.server'), value: `${sip.host}:${sip.port}` },
        {
          label: t('devices.transports'),
          value: sip.transports.map((transport) => transport.toUpperCase()).join(', '),
        },
      ]
    : [];
  return (
    <SecretOnce title={t('devices.secretTitle')} warning={t('devices.secretOnce')} rows={rows} onClose={onClose} />
  );
}
