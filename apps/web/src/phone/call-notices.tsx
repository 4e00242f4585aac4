import { Alert, Text } from '@mantine/core';
import { IconMicrophoneOff, IconPhoneOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../lib/use-now.ts';
import { usePhoneState } from './softphone-context.tsx';

const failureShownMs = 12_000;

/** What stands between the person and a call: no microphone, a lost connection, a call that did not work. */
export function CallNotices() {
  const { t } = useTranslation();
  const { microphoneProblem, lastFailure, registration, sessions } = usePhoneState();
  const now = useNow(lastFailure !== null);
  return (
    <div>
      {microphoneProblem && <MicrophoneNotice problem={microphoneProblem} />}
      {sessions.length > 0 && registration === 'failed' && (
        <Alert role="status" color="yellow" variant="light" radius={0} py={8} icon={<IconPlugConnectedX />}>
          {t('phone.reconnecting')}
        </Alert>
      )}
      {lastFailure && now - lastFailure.at < failureShownMs && (
        <Alert role="status" color="gray" variant="light" radius={0} py={8} icon={<IconPhoneOff />}>
          {t(`phone.failure.${lastFailure.key}`)}
        </Alert>
      )}
    </div>
  );
}

function MicrophoneNotice({ problem }: { problem: 'denied' | 'missing' | 'insecure' }) {
  const { t } = useTranslation();
  const text = { denied: t('phone.micDenied'), missing: t('phone.micMissing'), insecure: t('phone.insecure') }[problem];
  return (
    <Alert role="alert" color="red" variant="light" radius={0} py={8} icon={<IconMicrophoneOff />}>
      <Text size="sm">{text}</Text>
      {problem === 'denied' && (
        <Text size="xs" c="dimmed">
          {t('phone.micDeniedHelp')}
        </Text>
      )}
    </Alert>
  );
}
