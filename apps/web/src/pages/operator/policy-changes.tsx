import { Button, Group, Stack, Text } from '@mantine/core';
import { contractOperations, type PolicyChangeView, type PolicyView } from '@carillon/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { shownFigure } from './figure-text.ts';

/** What was changed about a figure; what does not hold yet can be taken back. */
export function PolicyChanges({ policy, today }: { policy: PolicyView; today: string }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState<PolicyChangeView | null>(null);
  const withdraw = useCommand(contractOperations.withdrawPolicyChange, [contractOperations.listPolicies]);
  return (
    <Stack gap={2}>
      {policy.changes.map((change) => (
        <Group key={change.id} gap={6} wrap="nowrap">
          <Text size="xs">
            {t('policies.coming', {
              value: shownFigure(change.value, policy.unit, t),
              day: change.validFrom,
              who: change.organizationId ? t('policies.one') : t('policies.everybody'),
            })}
          </Text>
          {change.validFrom > today && (
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => setLeaving(change)}>
              {t('policies.withdraw')}
            </Button>
          )}
        </Group>
      ))}
      <Confirm
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('policies.withdrawTitle')}
        text={t('policies.withdrawConfirm', { key: policy.key, day: leaving?.validFrom ?? '' })}
        action={t('policies.withdraw')}
        onConfirm={() => withdraw.mutateAsync({ params: { changeId: leaving?.id ?? '' } })}
      />
    </Stack>
  );
}
