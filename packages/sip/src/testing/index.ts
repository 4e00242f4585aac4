/** For tests of this package and of the server; nothing of it runs in production. */
export { FakeClock, settle } from './fake-clock.ts';
export { createLoopbackAgent, loopbackSdp } from './loopback-agent.ts';
export type {
  LoopbackAgent,
  LoopbackAgentOptions,
  LoopbackSdpOptions,
  LoopbackWatch,
  SeenMessage,
} from './loopback-agent.ts';
export { SimulatedNetwork, perfect, seededRandom } from './simulated-network.ts';
export type { NetworkConditions, Packet } from './simulated-network.ts';
export { checkTrace } from './rfc-rules.ts';
export { makeCertificate } from './stir-authority.ts';
export type { CertificateOptions, Issued, TnEntry } from './stir-authority.ts';
export { startSipp } from './sipp.ts';
export type { Sipp, SippRun } from './sipp.ts';
export type { ByteStream, NetDriver } from '../transport/driver.ts';
export { createNodeDriver } from '../transport/node-driver.ts';
