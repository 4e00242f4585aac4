export {
  alawSilence,
  alawToUlaw,
  decodeAlaw,
  decodeUlaw,
  encodeAlaw,
  encodeUlaw,
  ulawSilence,
  ulawToAlaw,
} from './g711.ts';
export { G722Decoder, G722Encoder } from './g722.ts';
export { OpusDecoder, OpusEncoder } from './opus.ts';
export type { OpusEncoderOptions, OpusRate } from './opus.ts';
export { createAudioDecoder, createAudioEncoder } from './codec.ts';
export type { AudioCodecName, AudioDecoder, AudioEncoder, CodecOptions } from './codec.ts';
export { Concealer } from './concealer.ts';
export { Resampler } from './resampler.ts';
export type { TelephonyRate } from './resampler.ts';
export { ToneGenerator, sine, tonePatterns } from './tones.ts';
export type { ToneName, ToneOptions, TonePart } from './tones.ts';
export { interleave, mix, MixBus } from './mixer.ts';
export { amplify, dbfsToAmplitude, levelDbfs, peakDbfs, silenceDbfs } from './level.ts';
export { dominantFrequency, goertzelPower, toneLevelDbfs } from './spectrum.ts';
export type { SpectralPeak } from './spectrum.ts';
export { DtmfDetector, dtmfTones } from './dtmf-tones.ts';
export type { DtmfToneOptions } from './dtmf-tones.ts';
export { VoiceActivityDetector } from './vad.ts';
export type { VoiceActivityOptions } from './vad.ts';
export { buildWav, parseWav, pcmBytes, toMono, wavDurationMs, wavHeader } from './wav.ts';
export type { WavAudio, WavError } from './wav.ts';
export { WavWriter } from './wav-writer.ts';
export type { WavFile } from './wav-writer.ts';
export { loadHoldMusic, loadPrompt, promptNames } from './prompts.ts';
export type { PromptLanguage, PromptName } from './prompts.ts';
