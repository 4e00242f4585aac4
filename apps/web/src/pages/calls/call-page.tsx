import { Anchor, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { telephonyOperations, type CallDetail } from '@carillon/api';
import { telephonyText } from '@carillon/i18n';
import { Link, useParams } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { clockText } from '../../lib/format.ts';
import { usePhoneText } from '../../lib/use-phone-text.ts';
import { DirectionMark, OutcomeMark } from '../../parts/outcome.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { DecisionTrace } from './decision-trace.tsx';
import { LegList } from './leg-list.tsx';

/** One call, opened: what happened, who was on the line, why it went this way. */
export function CallPage() {
  const { t } = useTranslation();
  const { callId } = useParams({ from: '/shell/calls/$callId' });
  const query = useOperation(telephonyOperations.getCall, { params: { callId } });
  return (
    <Page
      title={t('call.title')}
      actions={
        <Anchor component={Link} to="/calls">
          <Group gap={4}>
            <IconArrowLeft size={16} />
            {t('calls.title')}
          </Group>
        </Anchor>
      }
    >
      {query.isPending && <Skeleton height={220} radius="md" />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <CallSheet call={query.data} />}
    </Page>
  );
}

function CallSheet({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <Overview call={call} />
      <section aria-labelledby="legs">
        <Title order={2} fz={18} mb="sm" id="legs">
          {t('call.legs')}
        </Title>
        <LegList legs={call.legs} />
      </section>
      <section aria-labelledby="trace">
        <Title order={2} fz={18} id="trace">
          {t('call.trace')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('call.traceHelp')}
        </Text>
        <DecisionTrace entries={call.trace} />
      </section>
    </Stack>
  );
}

function Overview({ call }: { call: CallDetail }) {
  const phoneText = usePhoneText();
  const { t, i18n } = useTranslation();
  const by = call.hungUpBy
    ? { caller: t('call.caller'), callee: t('call.callee'), system: t('call.system') }[call.hungUpBy]
    : null;
  return (
    <Paper className="surface" p="lg" component="section" aria-label={t('call.overview')}>
      <Group mb="md" gap="lg">
        <Group gap={8}>
          <DirectionMark direction={call.direction} />
          <Text fw={600}>{partyText(call.from, phoneText) || t('phone.withheld')}</Text>
          <Text c="dimmed" aria-hidden>
            →
          </Text>
          <Text fw={600}>{partyText(call.to, phoneText)}</Text>
        </Group>
        <OutcomeMark outcome={call.outcome} />
      </Group>
      {call.failureTextKey && (
        <Text size="sm" mb="md">
          {telephonyText(i18n.language, call.failureTextKey)}
        </Text>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }} component="dl" m={0}>
        <Fact name={t('call.started')}>
          <When at={call.startedAt} />
        </Fact>
        <Fact name={t('call.answered')}>{call.answeredAt ? <When at={call.answeredAt} /> : t('common.none')}</Fact>
        <Fact name={t('call.ended')}>{call.endedAt ? <When at={call.endedAt} /> : t('outcomes.live')}</Fact>
        <Fact name={t('call.rang')}>{clockText(call.ringSeconds ?? 0)}</Fact>
        <Fact name={t('call.talked')}>{clockText(call.talkSeconds ?? 0)}</Fact>
        <Fact name={t('call.hungUpBy')}>{by ?? t('common.none')}</Fact>
        {call.callerIdentity && <CallerIdentity identity={call.callerIdentity} />}
      </SimpleGrid>
    </Paper>
  );
}

function partyText(party: CallDetail['from'], phoneText: (number: string | null) => string): string {
  const number = phoneText(party.number);
  return party.name ? [party.name, number].filter(Boolean).join(' · ') : number;
}

/** Whether the caller's operator signed for the number (STIR/SHAKEN), and why that counts or not. */
function CallerIdentity({ identity }: { identity: NonNullable<CallDetail['callerIdentity']> }) {
  const { t } = useTranslation();
  const { verstat, attestation, signer, reason } = identity;
  return (
    <Fact name={t('call.identity')}>
      {t(`call.verstat.${verstat}`, { attestation: attestation ?? '–', signer: signer ?? '' })}
      {reason && (
        <Text size="xs" c="dimmed">
          {t(`call.identityReason.${reason}`)}
        </Text>
      )}
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} size="sm" className="figures">
        {children}
      </Text>
    </div>
  );
}
