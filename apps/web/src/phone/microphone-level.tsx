import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openMicrophone } from './microphone.ts';

const lookEveryMs = 80;

/** A bar that moves when one speaks: the microphone works. */
export function MicrophoneLevel({ microphoneId }: { microphoneId: string | null }) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState(0);
  useEffect(() => watchLevel(setPercent), [microphoneId]);
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {t('phone.level')}
      </Text>
      <div
        className="level"
        role="meter"
        aria-label={t('phone.level')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

function watchLevel(report: (percent: number) => void): () => void {
  let stop: () => void = () => undefined;
  let gone = false;
  void openMicrophone().then((microphone) => {
    if (typeof microphone === 'string') return;
    if (gone) for (const track of microphone.getTracks()) track.stop();
    else stop = measure(microphone, report);
  });
  return () => {
    gone = true;
    stop();
  };
}

function measure(microphone: MediaStream, report: (percent: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(microphone).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, s) => sum + s * s, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    report(Math.round(Math.min(100, Math.max(0, (decibels + 60) * 1.9))));
  }, lookEveryMs);
  return () => {
    clearInterval(timer);
    void context.close();
    for (const track of microphone.getTracks()) track.stop();
  };
}
