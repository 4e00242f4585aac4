import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

const shortcuts = [
  ['Ctrl K', 'palette'],
  ['Ctrl Alt D', 'dial'],
  ['Ctrl Alt A', 'answer'],
  ['Ctrl Alt H', 'hangUp'],
  ['Ctrl Alt M', 'mute'],
  ['Ctrl Alt P', 'hold'],
  ['?', 'help'],
] as const;

export function ShortcutsHelp() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  useHotkeys([
    ['shift+?', open],
    ['?', open],
  ]);
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('shortcuts.title')}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="xs">
        {shortcuts.map(([keys, name]) => (
          <Group key={name} justify="space-between">
            <Text size="sm">{t(`shortcuts.${name}`)}</Text>
            <Group gap={4}>
              {keys.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
