import { ActionIcon, Alert, Button, CopyButton, Group, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export type SecretRow = { readonly label: string; readonly value: string };

/** A secret that is shown this once, with everything needed to type it in elsewhere. */
export function SecretOnce({
  title,
  warning,
  rows,
  onClose,
}: {
  title: string;
  warning: string;
  rows: readonly SecretRow[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Alert color="yellow" variant="light" icon={<IconKey />}>
          {warning}
        </Alert>
        {rows.map((row) => (
          <Group key={row.label} justify="space-between" wrap="nowrap" gap="xs">
            <div style={{ minWidth: 0 }}>
              <Text size="xs" c="dimmed">
                {row.label}
              </Text>
              <Text ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }}>
                {row.value}
              </Text>
            </div>
            <CopyValue label={row.label} value={row.value} />
          </Group>
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('common.close')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function CopyValue({ label, value }: SecretRow) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <ActionIcon variant="default" size="lg" aria-label={`${t('common.copy')}: ${label}`} onClick={copy}>
            {copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
