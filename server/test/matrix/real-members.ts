import { createSipEndpoint, type SipEndpoint, type WebSocketLike } from '@carillon/sip';
import { createNodeDriver } from '@carillon/sip/testing';
import { WebSocket } from 'ws';
import { operatorScope } from '#platform/db';
import { TonePhone } from '../../src/modules/telephony/media/testing/tone-phone.ts';
import { makeOrganization, makeUser, type TestUser } from '../factories/identity.ts';
import { makeNumber } from '../factories/numbers.ts';
import { makeTrunk } from '../factories/telephony.ts';
import { sounds, type Cell } from './cells.ts';
import { ForkingCarrier, type CarrierTransport } from './forking-carrier.ts';
import { Party, type Attachment } from './party.ts';
import { sessionExpiresSeconds, type Stage } from './stage.ts';
import { rtpSound } from './real-sound.ts';
import type { Sound } from './sound.ts';
import { tonesHz } from './tones.ts';
import { WebRtcPhone } from './webrtc-phone.ts';

/** The people of one cell: an organization of their own, telephones on the cell's transport. */
export class Members {
  readonly #stage: Stage;
  readonly #cell: Cell;
  readonly #users = new Map<string, TestUser>();
  readonly #leaving: (() => Promise<unknown>)[] = [];
  #organizationId: string | null = null;
  #places = 0;

  constructor(stage: Stage, cell: Cell) {
    this.#stage = stage;
    this.#cell = cell;
  }

  async join(count: number): Promise<Party[]> {
    this.#organizationId ??= (await makeOrganization(this.#stage.app)).id;
    const parties: Party[] = [];
    for (let index = 0; index < count; index++) {
      const extension = String(201 + index);
      const user = await makeUser(this.#stage.app, { organizationId: this.#organizationId, extension });
      this.#users.set(extension, user);
      parties.push(await this.#party(extension, index === 0));
    }
    return parties;
  }

  another(of: Party): Promise<Party> {
    return this.#party(of.extension, false);
  }

  async carrier(): Promise<ForkingCarrier> {
    const { app, clock, certificate, carriers } = this.#stage;
    const codec = sounds[this.#cell.sound].others;
    // No carrier is reached over a WebSocket: there, it is the browser that calls one.
    const transport: CarrierTransport = this.#cell.transport === 'wss' ? 'udp' : this.#cell.transport;
    const carrier = await ForkingCarrier.open({
      driver: createNodeDriver(),
      clock,
      transport,
      address: '127.0.0.1',
      tls: transport === 'tls' ? certificate : null,
      sounds: [
        rtpSound(await TonePhone.open(), tonesHz[1], codec),
        rtpSound(await TonePhone.open(), tonesHz[2], codec),
      ],
    });
    carriers.push(carrier);
    this.#leaving.push(() => carrier.hangUp());
    const organizationId = this.#organizationId!;
    await makeTrunk(app, { organizationId, host: '127.0.0.1', port: carrier.port, transport });
    await makeNumber(app, { organizationId, assignedUserId: this.#users.get('201')!.id });
    return carrier;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#leaving.map((leave) => leave()));
  }

  async #party(extension: string, isCaller: boolean): Promise<Party> {
    const user = this.#users.get(extension)!;
    const sound = await this.#sound(isCaller);
    this.#leaving.push(() => sound.close());
    const { transport } = this.#cell;
    const attachment = await (transport === 'wss' ? this.#attachBrowser(user) : this.#attachDesk(user, transport));
    this.#leaving.push(() => attachment.endpoint.close());
    return new Party(extension, sound, attachment);
  }

  async #sound(isCaller: boolean): Promise<Sound> {
    const toneHz = tonesHz[this.#places++]!;
    const codec = sounds[this.#cell.sound][isCaller ? 'caller' : 'others'];
    if (this.#cell.transport !== 'wss') return rtpSound(await TonePhone.open(), toneHz, codec);
    return WebRtcPhone.open(toneHz, codec);
  }

  async #attachDesk(user: TestUser, transport: CarrierTransport): Promise<Attachment> {
    const { app } = this.#stage;
    const device = { organizationId: user.organizationId, userId: user.id, name: 'Desk' };
    const { seed } = app.modules.telephony;
    const [made] = await app.db.transaction(operatorScope, (tx) => seed.createDevicesWithSecrets(tx, [device]));
    const { username, password } = made!;
    const endpoint = await this.#endpoint(transport);
    const { udpPort, tlsPort } = app.modules.ports;
    const port = transport === 'tls' ? tlsPort : udpPort;
    const from = `<sip:${username}@127.0.0.1>`;
    const route = [`<sip:127.0.0.1:${port};transport=${transport};lr>`];
    return registered({ endpoint, common: { from, route, credentials: { username, password } } });
  }

  async #endpoint(transport: CarrierTransport): Promise<SipEndpoint> {
    const { clock, certificate } = this.#stage;
    const endpoint = createSipEndpoint({ clock, sessionExpiresSeconds, tlsClient: { ca: certificate.cert } });
    const address = '127.0.0.1';
    if (transport === 'udp') await endpoint.addUdp({ address, port: 0 });
    if (transport === 'tcp') await endpoint.addTcp({ address, port: 0 });
    if (transport === 'tls') await endpoint.addTls({ address, port: 0, ...certificate });
    return endpoint;
  }

  /** The telephone in a page: SIP over the WebSocket that the session cookie opened. */
  async #attachBrowser(user: TestUser): Promise<Attachment> {
    const { app, clock, certificate, httpPort } = this.#stage;
    const answer = await app.inject({ method: 'GET', url: '/api/v1/softphone', headers: { cookie: user.cookie } });
    const { uri } = answer.json<{ uri: string }>();
    const socket = new WebSocket(`wss://127.0.0.1:${httpPort}/sip`, ['sip'], {
      ca: certificate.cert,
      headers: { cookie: user.cookie },
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    this.#leaving.push(async () => socket.terminate());
    const endpoint = createSipEndpoint({ clock, sessionExpiresSeconds });
    // Gives it an address to write into Via; nothing comes there.
    await endpoint.addUdp({ address: '127.0.0.1', port: 0 });
    const flow = endpoint.acceptWebSocket(socketLike(socket));
    return registered({ endpoint, common: { from: `<${uri}>`, flow } });
  }
}

async function registered(attachment: Attachment): Promise<Attachment> {
  const { endpoint, common } = attachment;
  const register = { ...common, method: 'REGISTER', uri: 'sip:127.0.0.1', to: common.from };
  const result = await endpoint.request(register);
  const status = result.kind === 'response' ? result.response.status : result.kind;
  if (status !== 200) throw new Error(`the telephone could not register: ${status}`);
  return attachment;
}

function socketLike(socket: WebSocket): WebSocketLike {
  return {
    send: (data) => socket.send(data),
    close: () => socket.close(),
    onMessage: (callback) => void socket.on('message', (data: Buffer) => callback(data.toString())),
    onClose: (callback) => void socket.on('close', () => callback()),
    remoteAddress: '127.0.0.1',
    remotePort: 443,
    secure: true,
  };
}
