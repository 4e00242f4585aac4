import { Button, Group, NumberInput, Switch, Table, Text } from '@mantine/core';
import { telephonyOperations, type ReplyOf, type TollLimitsView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { mayEverywhere, useSignedIn } from '../../api/session.ts';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { TollAlerts } from './toll-alerts.tsx';

type Guarded = ReplyOf<typeof telephonyOperations.getTollGuard>;
const refreshMs = 15_000;
const wholes = ['parallelCalls', 'parallelCallsPerUser', 'alarmCalls'] as const;

/** What the organization may call outside, how much of it was used, and what the guard saw. */
export function TollPage() {
  const { t } = useTranslation();
  const query = useOperation(telephonyOperations.getTollGuard, { refetchMs: refreshMs });
  return (
    <Page title={t('toll.title')} lead={t('toll.lead')}>
      <ListStates query={query} count={query.data ? 1 : 0} empty={null}>
        {query.data && <LimitsForm guarded={query.data} />}
        {query.data && <TollAlerts alerts={query.data.alerts} />}
      </ListStates>
    </Page>
  );
}

function LimitsForm({ guarded }: { guarded: Guarded }) {
  const { t } = useTranslation();
  const writable = mayEverywhere(useSignedIn(), 'telephony.trunk:manage');
  const save = useCommand(telephonyOperations.setTollLimits, [telephonyOperations.getTollGuard]);
  const form = useForm<TollLimitsView>(guarded.limits, (body) => save.mutateAsync({ body }));
  const { values } = form;
  return (
    <fieldset disabled={!writable} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
      <ClassTable
        limits={values}
        used={guarded.used}
        onChange={(name, part) =>
          form.set({ classes: { ...values.classes, [name]: { ...values.classes[name], ...part } } })
        }
      />
      <Group mt="md" align="flex-start" gap="md">
        {wholes.map((name) => (
          <Limit
            key={name}
            label={t(`toll.${name}`)}
            help={t(`toll.${name}Help`)}
            value={values[name]}
            onChange={(value) => form.set({ [name]: value })}
          />
        ))}
      </Group>
      <Text size="sm" c="dimmed" mt="md">
        {t('toll.emergency')}
      </Text>
      <ProblemAlert error={form.error} />
      {writable && (
        <Button mt="md" loading={form.busy} onClick={() => void form.run()}>
          {t('common.save')}
        </Button>
      )}
    </fieldset>
  );
}

type ClassName = keyof TollLimitsView['classes'];
type ClassLimit = TollLimitsView['classes'][ClassName];
type TableProps = {
  limits: TollLimitsView;
  used: Guarded['used'];
  onChange: (name: ClassName, part: Partial<ClassLimit>) => void;
};

function ClassTable({ limits, used, onChange }: TableProps) {
  const { t } = useTranslation();
  const head = ['destination', 'allowed', 'callsPerHour', 'minutesPerDay', 'used'] as const;
  return (
    <DataTable label={t('toll.table')} head={head.map((name) => t(`toll.${name}`))} withActions={false} minWidth={760}>
      {telephonyOperations.tollClasses.map((name) => {
        const limit = limits.classes[name];
        const label = t(`toll.class.${name}`);
        return (
          <Table.Tr key={name}>
            <Table.Td>
              <Text size="sm" fw={600}>
                {label}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`toll.classHelp.${name}`)}
              </Text>
            </Table.Td>
            <Table.Td>
              <Switch
                aria-label={`${t('toll.allowed')}: ${label}`}
                checked={limit.allowed}
                onChange={(e) => onChange(name, { allowed: e.currentTarget.checked })}
              />
            </Table.Td>
            {(['callsPerHour', 'minutesPerDay'] as const).map((field) => (
              <Table.Td key={field}>
                <Limit
                  hiddenLabel={`${t(`toll.${field}`)}: ${label}`}
                  value={limit[field]}
                  onChange={(value) => onChange(name, { [field]: value })}
                />
              </Table.Td>
            ))}
            <Table.Td className="figures">
              {used[name]
                ? t('toll.usedText', { calls: used[name].callsLastHour, minutes: used[name].minutesLastDay })
                : '–'}
            </Table.Td>
          </Table.Tr>
        );
      })}
    </DataTable>
  );
}

type LimitProps = {
  label?: string;
  hiddenLabel?: string;
  help?: string;
  value: number | null;
  onChange: (value: number | null) => void;
};

function Limit({ label, hiddenLabel, help, value, onChange }: LimitProps) {
  const { t } = useTranslation();
  return (
    <NumberInput
      w={label === undefined ? 130 : 240}
      min={0}
      max={10_000}
      allowDecimal={false}
      placeholder={t('toll.noLimit')}
      {...(label === undefined ? {} : { label })}
      {...(hiddenLabel === undefined ? {} : { 'aria-label': hiddenLabel })}
      {...(help === undefined ? {} : { description: help })}
      value={value ?? ''}
      onChange={(given) => onChange(typeof given === 'number' ? given : null)}
    />
  );
}
