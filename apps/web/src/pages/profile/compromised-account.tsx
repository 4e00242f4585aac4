import { Alert, Button } from '@mantine/core';
import { identityOperations, type ReplyOf } from '@carillon/api';
import { IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { useSignedIn } from '../../api/session.ts';
import { dateTimeText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/panel.tsx';

type Report = ReplyOf<typeof identityOperations.reportCompromise>;

/** R-5.2-c: one button that closes every door at once, and says which it closed. */
export function CompromisedAccount() {
  const { t } = useTranslation();
  const style = useWhen();
  const { user } = useSignedIn();
  const [asking, setAsking] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const secure = async () =>
    setReport(await callApi(identityOperations.reportCompromise, { params: { userId: user.id } }));
  return (
    <Panel title={t('profile.compromised')} lead={t('profile.compromisedHelp')}>
      {report && (
        <Alert role="status" color="yellow" variant="light">
          {t('profile.compromisedDone', {
            sessions: report.sessionsRevoked,
            secrets: report.sipSecretsRotated,
            keys: report.apiKeysRevoked,
            until: dateTimeText(report.paidDestinationsPausedUntil, style),
          })}
        </Alert>
      )}
      <Button
        variant="default"
        c="var(--carillon-hangup)"
        w="fit-content"
        leftSection={<IconShieldX size={18} />}
        onClick={() => setAsking(true)}
      >
        {t('profile.compromised')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('profile.compromised')}
        text={t('profile.compromisedConfirm')}
        action={t('profile.compromisedAction')}
        onConfirm={secure}
      />
    </Panel>
  );
}
