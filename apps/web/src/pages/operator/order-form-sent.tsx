import { Button, CopyButton, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The link went by mail, or has to be handed over. */
export function OrderFormSent({ email, link, onClose }: { email: string; link: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t('orderForms.sentTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Text size="sm">{link ? t('orderForms.sentLink') : t('orderForms.sentMailed', { email })}</Text>
        {link && <TextInput label={t('orderForms.link')} value={link} readOnly />}
        {link && (
          <CopyButton value={link}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? t('common.copied') : t('common.copy')}</Button>}
          </CopyButton>
        )}
        <Button variant="default" onClick={onClose}>
          {t('common.close')}
        </Button>
      </Stack>
    </Modal>
  );
}
