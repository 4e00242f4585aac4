import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { numbersOperations, telephonyOperations } from '@carillon/api';
import { IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { usePhoneText } from '../lib/use-phone-text.ts';
import { DestinationInput } from './destination-input.tsx';
import { usePhone, usePhoneState } from './softphone-context.tsx';

/** Where a call begins: what is typed is understood aloud ("internal call", "emergency number") before it is dialled. */
export function Dialler({ waiting }: { waiting: boolean }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const { softphone } = usePhone();
  const { registration } = usePhoneState();
  const [to, setTo] = useState('');
  const [callerId, setCallerId] = useState<string | null>(null);
  const callerIds = useOperation(numbersOperations.listCallerIds).data;
  const [settled] = useDebouncedValue(to.trim(), 200);
  const preview = useOperation(telephonyOperations.dialPreview, {
    query: { to: settled },
    enabled: settled.length > 1,
  }).data;
  const dial = (target: string) => {
    if (!target.trim()) return;
    void softphone?.call(target.replaceAll(/[\s.()/-]/g, ''), { callerId });
    setTo('');
  };
  return (
    <Stack gap="xs" p={14} className={waiting ? 'list-row' : ''}>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <div style={{ flex: 1, minWidth: 0 }}>
          <DestinationInput
            id="carillon-dial"
            label={t('phone.dialLabel')}
            value={to}
            onChange={setTo}
            onSubmit={dial}
          />
        </div>
        <Button
          className="answer"
          px="md"
          disabled={!to.trim() || registration !== 'registered'}
          leftSection={<IconPhone size={17} />}
          onClick={() => dial(to)}
        >
          {t('phone.call')}
        </Button>
      </Group>
      {settled.length > 1 && preview && <DialPreview preview={preview} />}
      {callerIds && callerIds.items.length > 1 && (
        <Select
          size="xs"
          label={t('phone.callerId')}
          clearable
          placeholder={t('phone.callerIdDefault')}
          value={callerId}
          onChange={setCallerId}
          comboboxProps={{ position: 'top' }}
          data={callerIds.items.map((item) => ({
            value: item.number,
            label: [phoneText(item.number), item.label].filter(Boolean).join(' · '),
          }))}
        />
      )}
    </Stack>
  );
}

type Preview = {
  kind: 'internal' | 'external' | 'emergency' | 'invalid';
  formatted: string;
  name: string | null;
  country: string | null;
};

function DialPreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  if (preview.kind === 'emergency')
    return (
      <Text size="xs" c="red" fw={600} role="status">
        {t('phone.emergencyOff')}
      </Text>
    );
  if (preview.kind === 'invalid')
    return (
      <Text size="xs" c="dimmed" role="status">
        {t('phone.invalid')}
      </Text>
    );
  const kind = preview.kind === 'internal' ? t('phone.internalCall') : null;
  return (
    <Text size="xs" c="dimmed" role="status">
      {[preview.formatted, preview.name, kind, preview.country].filter(Boolean).join(' · ')}
    </Text>
  );
}
