import { Accordion, Alert, Button, Group, Text } from '@mantine/core';
import { contractOperations, type ReplyOf } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { mayEverywhere, useSignedIn } from '../../api/session.ts';
import { useCommand } from '../../api/use-operation.ts';
import { dateText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { Panel } from '../../parts/panel.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';

type Item = ReplyOf<typeof contractOperations.readTerms>['items'][number];

/** One document: the version that holds, with its text, what is coming, and the buttons to accept it. */
export function TermsDocument({ item }: { item: Item }) {
  const { t } = useTranslation();
  const { language } = useWhen();
  const { current, coming } = item;
  const day = (text: string) => dateText(text, language);
  return (
    <Panel
      title={t(`terms.document.${item.document}`)}
      {...(current ? { lead: t('terms.since', { label: current.label, day: day(current.effectiveFrom) }) } : {})}
    >
      {coming && (
        <Alert color="yellow" variant="light">
          {t('terms.coming', { label: coming.label, day: day(coming.effectiveFrom) })}{' '}
          {coming.exitUntil && t('terms.exit', { day: day(coming.exitUntil) })}
        </Alert>
      )}
      {current && <TermsText label={`${item.document}-current`} textFr={current.textFr} textEn={current.textEn} />}
      {coming && <TermsText label={`${item.document}-coming`} textFr={coming.textFr} textEn={coming.textEn} />}
      {current && <Accept item={item} versionId={current.id} />}
    </Panel>
  );
}

function TermsText({ label, textFr, textEn }: { label: string; textFr: string; textEn: string | null }) {
  const { t } = useTranslation();
  const texts = [
    { name: t('terms.french'), text: textFr },
    ...(textEn ? [{ name: t('terms.english'), text: textEn }] : []),
  ];
  return (
    <Accordion variant="separated" order={3}>
      {texts.map(({ name, text }) => (
        <Accordion.Item key={name} value={`${label}-${name}`}>
          <Accordion.Control>{`${t('terms.read')}: ${name}`}</Accordion.Control>
          <Accordion.Panel>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {text}
            </Text>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Accept({ item, versionId }: { item: Item; versionId: string }) {
  const { t } = useTranslation();
  const session = useSignedIn();
  const accept = useCommand(contractOperations.acceptTerms, [
    contractOperations.readTerms,
    contractOperations.listTermsAcceptances,
  ]);
  const run = (forOrganization: boolean) => accept.mutate({ params: { versionId }, body: { forOrganization } });
  const isBoundByThis = item.bound?.versionId === versionId;
  const mayBind =
    mayEverywhere(session, 'identity.organization:manage') && !(isBoundByThis && item.bound?.by === 'acceptance');
  const state = !isBoundByThis ? 'notBound' : item.bound?.by === 'use' ? 'boundByUse' : 'boundByAcceptance';
  return (
    <>
      <Text size="sm">{t(`terms.${state}`)}</Text>
      {item.acceptedByMeAt && (
        <Text size="sm">
          {t('terms.acceptedByMe')} <When at={item.acceptedByMeAt} />
        </Text>
      )}
      <ProblemAlert error={accept.error} />
      <Group>
        {!item.acceptedByMeAt && (
          <Button loading={accept.isPending} onClick={() => run(false)}>
            {t('terms.accept')}
          </Button>
        )}
        {mayBind && (
          <Button variant="default" loading={accept.isPending} onClick={() => run(true)}>
            {t('terms.acceptFor', { organization: session.organization?.name ?? '' })}
          </Button>
        )}
      </Group>
    </>
  );
}
