import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { CodecName, MediaLeg } from '../../ports/media-plane.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

/** What the page does: one peer connection, an oscillator for a microphone, an analyser for an ear. */
const page = `<!doctype html><title>phone</title><script>
const context = new AudioContext();
const oscillator = new OscillatorNode(context, { frequency: 440 });
const volume = new GainNode(context, { gain: 0.25 });
const microphone = new MediaStreamAudioDestinationNode(context);
oscillator.connect(volume).connect(microphone);
oscillator.start();
const ear = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
window.open_ = async (frequency) => {
  await context.resume();
  oscillator.frequency.value = frequency;
  const peer = new RTCPeerConnection();
  window.peer = peer;
  peer.addTrack(microphone.stream.getAudioTracks()[0], microphone.stream);
  peer.ontrack = ({ streams, track }) => {
    const stream = streams[0] ?? new MediaStream([track]);
    const player = new Audio();
    player.srcObject = stream;
    player.muted = true;
    player.play();
    context.createMediaStreamSource(stream).connect(ear);
  };
};
const gathered = () => new Promise((resolve) => {
  if (peer.iceGatheringState === 'complete') return resolve();
  peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
});
window.prefer = (names) => {
  const wanted = [...names, 'telephone-event'];
  const known = RTCRtpReceiver.getCapabilities('audio').codecs;
  const chosen = known.filter((codec) => wanted.includes(codec.mimeType.split('/')[1]));
  peer.getTransceivers()[0].setCodecPreferences(chosen);
};
window.offer = async (direction) => {
  peer.getTransceivers()[0].direction = direction;
  await peer.setLocalDescription(await peer.createOffer());
  await gathered();
  return peer.localDescription.sdp;
};
window.accept = (sdp) => peer.setRemoteDescription({ type: 'answer', sdp });
window.answer = async (sdp) => {
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  await gathered();
  return peer.localDescription.sdp;
};
window.press = (digits) => peer.getSenders()[0].dtmf.insertDTMF(digits, 160, 80);
window.peak = () => {
  const bins = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(bins);
  let best = 1;
  for (let bin = 2; bin < bins.length; bin++) if (bins[bin] > bins[best]) best = bin;
  return { frequencyHz: (best * context.sampleRate) / ear.fftSize, levelDb: bins[best] };
};
</script>`;

/** A tab of a real browser, for tests. */
export class BrowserPhone {
  readonly page: Page;

  private constructor(tab: Page) {
    this.page = tab;
  }

  static async open(tab: Page, url: string, frequencyHz: number): Promise<BrowserPhone> {
    await tab.goto(url);
    await tab.evaluate(`open_(${frequencyHz})`);
    return new BrowserPhone(tab);
  }

  /** The browser offers, the leg answers with the first of `codecs` that it has. */
  async call(leg: MediaLeg, codecs: readonly CodecName[], direction = 'sendrecv'): Promise<void> {
    const read = await leg.readOffer(await this.offer(direction));
    if (read.kind !== 'ok') throw new Error(read.reason);
    const answer = await leg.createAnswer({ codecs });
    if (answer.kind !== 'ok') throw new Error(answer.reason);
    await this.accept(answer.sdp);
  }

  /** The leg offers, the browser answers. */
  async answer(leg: MediaLeg, codecs: readonly CodecName[]): Promise<void> {
    const accepted = await leg.acceptAnswer(await this.answerTo(await leg.createOffer({ codecs })));
    if (accepted.kind !== 'ok') throw new Error(accepted.reason);
  }

  /** From now on it offers and answers these codecs alone. */
  async prefer(codecs: readonly CodecName[]): Promise<void> {
    await this.page.evaluate(`prefer(${JSON.stringify(codecs)})`);
  }

  /** Its offer as text, for a browser whose signalling is done elsewhere. */
  async offer(direction: string): Promise<string> {
    return String(await this.page.evaluate(`offer('${direction}')`));
  }

  async accept(sdp: string): Promise<void> {
    await this.page.evaluate(`accept(${JSON.stringify(sdp)})`);
  }

  async answerTo(offer: string): Promise<string> {
    return String(await this.page.evaluate(`answer(${JSON.stringify(offer)})`));
  }

  async press(digits: string): Promise<void> {
    await this.page.evaluate(`press('${digits}')`);
  }

  /** The loudest frequency in Hz rounded to 10; 0 when nothing is above -60 dB. */
  async tone(): Promise<number> {
    const peak = await this.page.evaluate<{ frequencyHz: number; levelDb: number }>('peak()');
    return peak.levelDb > -60 ? Math.round(peak.frequencyHz / 10) * 10 : 0;
  }
}

/** Starts Chromium and a page server on loopback. */
export async function startBrowser(): Promise<{
  open: (frequencyHz: number) => Promise<BrowserPhone>;
  close: () => Promise<void>;
}> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser: Browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags });
  const { port } = server.address() as AddressInfo;
  return {
    open: async (frequencyHz) => {
      const tab = await browser.newPage();
      // A page left open goes on making and hearing sound.
      onTestFinished(() => tab.close());
      return BrowserPhone.open(tab, `http://127.0.0.1:${port}/`, frequencyHz);
    },
    close: async () => {
      await browser.close();
      await closeServer(server);
    },
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
