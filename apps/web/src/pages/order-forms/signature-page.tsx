import { Alert, Center, Loader, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { contractOperations, type SignatureView } from '@carillon/api';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, callApi } from '../../api/client.ts';
import { dateText } from '../../lib/format.ts';
import { LoneCard } from '../../parts/lone-card.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { OrderFormSummary } from './order-form-summary.tsx';
import { SigningSteps } from './signing-steps.tsx';

/** Where the one-time link of an order form leads: read, declare, accept, sign. No account is needed. */
export function SignaturePage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/order-form/$token' });
  const opening = useQuery({
    queryKey: [contractOperations.openOrderFormLink.id, token],
    queryFn: () => callApi(contractOperations.openOrderFormLink, { params: { token } }),
    retry: false,
    refetchOnWindowFocus: false,
  });
  const [changed, setChanged] = useState<SignatureView | null>(null);
  const view = changed ?? opening.data;
  useDocumentTitle(`${view ? t('signature.title', { number: view.orderForm.number }) : 'Carillon'} · Carillon`);
  if (opening.isPending) return <Waiting />;
  if (!view) return <NotThere error={opening.error} onRetry={() => void opening.refetch()} />;
  return <Opened view={view} token={token} onChange={setChanged} />;
}

function Waiting() {
  return (
    <Center h="100vh">
      <Loader aria-label="Carillon" />
    </Center>
  );
}

function NotThere({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const isOver = error instanceof ApiProblem && error.problem.status < 500;
  return (
    <LoneCard title={isOver ? t('signature.expired') : 'Carillon'}>
      {isOver ? (
        <Alert color="gray">{t('signature.expiredHelp')}</Alert>
      ) : (
        <ProblemAlert error={error} onRetry={onRetry} />
      )}
    </LoneCard>
  );
}

type OpenedProps = { view: SignatureView; token: string; onChange: (view: SignatureView) => void };

function Opened({ view, token, onChange }: OpenedProps) {
  const { t, i18n } = useTranslation();
  const { number, version, client, state, effectiveDate } = view.orderForm;
  const day = effectiveDate ? dateText(effectiveDate, i18n.language === 'en' ? 'en-GB' : 'fr-FR') : '';
  return (
    <LoneCard
      wide
      title={t('signature.title', { number })}
      lead={t('signature.version', { version, client: client.legalName })}
    >
      {state === 'signed' && (
        <Alert role="status" color="teal" title={t('signature.signed', { day })}>
          <Text size="sm">{t('signature.signedHelp')}</Text>
        </Alert>
      )}
      {state === 'declined' && (
        <Alert role="status" color="gray">
          {t('signature.declined')}
        </Alert>
      )}
      <OrderFormSummary form={view.orderForm} token={token} />
      {state === 'viewed' && <SigningSteps view={view} token={token} onChange={onChange} />}
    </LoneCard>
  );
}
