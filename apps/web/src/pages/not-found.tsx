import { Anchor, Center } from '@mantine/core';
import { IconError404 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Center mih="60vh" component="main">
      <Empty
        icon={<IconError404 size={44} />}
        title={t('error.notFound')}
        help={t('error.notFoundHelp')}
        action={
          <Anchor component={Link} to="/calls">
            {t('error.goHome')}
          </Anchor>
        }
      />
    </Center>
  );
}
