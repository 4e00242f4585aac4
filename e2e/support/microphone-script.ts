/**
 * Runs in the page before anything else: the microphone becomes a sine of `toneHz`, and `carillonHeard()` tells the
 * loudest frequency now heard from the far side (0 when it is silent), by a spectrum of what the call plays.
 */
export function microphoneScript(toneHz: number): void {
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const [oscillator, gain, output] = [
      context.createOscillator(),
      context.createGain(),
      context.createMediaStreamDestination(),
    ];
    oscillator.frequency.value = toneHz;
    gain.gain.value = 0.5;
    oscillator.connect(gain).connect(output);
    oscillator.start();
    return output.stream;
  };
  const taps = new WeakMap<MediaStream, AnalyserNode>();
  const listener = new AudioContext();
  const tap = (stream: MediaStream): AnalyserNode => {
    const known = taps.get(stream);
    if (known) return known;
    const analyser = listener.createAnalyser();
    analyser.fftSize = 4096;
    analyser.smoothingTimeConstant = 0;
    listener.createMediaStreamSource(stream).connect(analyser);
    taps.set(stream, analyser);
    return analyser;
  };
  const loudest = (analyser: AnalyserNode): { hz: number; level: number } => {
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(spectrum);
    const index = spectrum.indexOf(Math.max(...spectrum));
    return { hz: (index * listener.sampleRate) / analyser.fftSize, level: spectrum[index] ?? -Infinity };
  };
  Object.assign(window, {
    carillonHeard: async (): Promise<number> => {
      await listener.resume();
      const elements = [...document.querySelectorAll<HTMLAudioElement>('audio[data-carillon="remote-audio"]')];
      const heard = elements.flatMap((element) =>
        element.srcObject instanceof MediaStream && element.srcObject.getAudioTracks().length > 0
          ? [loudest(tap(element.srcObject))]
          : [],
      );
      const best = heard.sort((a, b) => b.level - a.level)[0];
      return best && best.level > -60 ? Math.round(best.hz) : 0;
    },
  });
}
