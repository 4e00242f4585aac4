import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canChooseOutput, readAudioChoice, saveAudioChoice, type AudioChoice } from './audio-choice.ts';
import { MicrophoneLevel } from './microphone-level.tsx';
import { openMicrophone, type MicrophoneProblem } from './microphone.ts';
import { playTestTone } from './test-tone.ts';
import { Ringer } from './ringer.ts';

/** Which devices, and do they work: a microphone level that moves, a tone, a ring. */
export function AudioSettings({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('phone.audio')}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <AudioForm />
    </Modal>
  );
}

function AudioForm() {
  const { t } = useTranslation();
  const [choice, setChoice] = useState(readAudioChoice);
  const { devices, problem } = useDevices(choice.microphoneId);
  const change = (part: Partial<AudioChoice>) => {
    const next = { ...choice, ...part };
    setChoice(next);
    saveAudioChoice(next);
  };
  const options = (kind: MediaDeviceKind) =>
    devices
      .filter((d) => d.kind === kind && d.deviceId)
      .map((d) => ({ value: d.deviceId, label: d.label || d.deviceId.slice(0, 8) }));
  const select = { clearable: true, placeholder: t('phone.systemDefault') };
  return (
    <Stack>
      {problem && (
        <Alert role="alert" color="red" variant="light">
          {{ denied: t('phone.micDenied'), missing: t('phone.micMissing'), insecure: t('phone.insecure') }[problem]}
        </Alert>
      )}
      <Select
        {...select}
        label={t('phone.microphone')}
        data={options('audioinput')}
        value={choice.microphoneId}
        onChange={(microphoneId) => change({ microphoneId })}
      />
      {!problem && <MicrophoneLevel microphoneId={choice.microphoneId} />}
      <OutputChoice
        label={t('phone.speaker')}
        data={options('audiooutput')}
        value={choice.speakerId}
        onChange={(speakerId) => change({ speakerId })}
        onTest={() => void playTestTone(choice.speakerId)}
        testName={t('phone.testSpeaker')}
      />
      <OutputChoice
        label={t('phone.ringer')}
        data={options('audiooutput')}
        value={choice.ringerId}
        onChange={(ringerId) => change({ ringerId })}
        onTest={() => new Ringer().test()}
        testName={`${t('phone.test')}: ${t('phone.ringer')}`}
      />
      {!canChooseOutput && (
        <Text size="xs" c="dimmed">
          {t('phone.noSinkChoice')}
        </Text>
      )}
    </Stack>
  );
}

type OutputProps = {
  label: string;
  data: { value: string; label: string }[];
  value: string | null;
  onChange: (id: string | null) => void;
  onTest: () => void;
  testName: string;
};

function OutputChoice({ label, data, value, onChange, onTest, testName }: OutputProps) {
  const { t } = useTranslation();
  return (
    <Group align="flex-end" wrap="nowrap">
      <Select
        style={{ flex: 1 }}
        clearable
        placeholder={t('phone.systemDefault')}
        label={label}
        data={data}
        value={value}
        onChange={onChange}
        disabled={!canChooseOutput}
      />
      <Button variant="default" aria-label={testName} onClick={onTest}>
        {t('phone.test')}
      </Button>
    </Group>
  );
}

/** Device names are known only once the microphone was allowed. */
function useDevices(microphoneId: string | null): { devices: MediaDeviceInfo[]; problem: MicrophoneProblem | null } {
  const [state, setState] = useState<{ devices: MediaDeviceInfo[]; problem: MicrophoneProblem | null }>({
    devices: [],
    problem: null,
  });
  useEffect(() => {
    const look = async () => {
      const microphone = await openMicrophone();
      const problem = typeof microphone === 'string' ? microphone : null;
      if (typeof microphone !== 'string') for (const track of microphone.getTracks()) track.stop();
      const devices = problem === 'insecure' ? [] : await navigator.mediaDevices.enumerateDevices();
      setState({ devices, problem });
    };
    void look();
    const changed = () => void look();
    navigator.mediaDevices?.addEventListener('devicechange', changed);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', changed);
  }, [microphoneId]);
  return state;
}
