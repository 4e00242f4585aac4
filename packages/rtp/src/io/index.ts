export { closeDescriptors, createDescriptorTable } from './descriptors.ts';
export { createUdpIo } from './open-io.ts';
export type { UdpIoChoice } from './open-io.ts';
export { createPortPool } from './port-pool.ts';
export type { PortLease, PortPool } from './port-pool.ts';
export type { Endpoint, OpenSocketResult, UdpIo, UdpSocket } from './udp.ts';
