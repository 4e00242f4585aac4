import { Alert, Anchor } from '@mantine/core';
import { contractOperations } from '@carillon/api';
import { IconFileText } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';

/** Terms that this member has not accepted: said on each page, in nobody's way. */
export function TermsNotice() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const terms = useOperation(contractOperations.readTerms);
  const isOpen = terms.data?.items.some((item) => item.current && !item.acceptedByMeAt) ?? false;
  if (!isOpen || pathname === '/account/terms') return null;
  return (
    <Alert role="status" color="blue" variant="light" mb="md" icon={<IconFileText aria-hidden />}>
      {t('terms.banner')}{' '}
      <Anchor component={Link} to="/account/terms" size="sm" fw={600} underline="always">
        {t('terms.bannerAction')}
      </Anchor>
    </Alert>
  );
}
