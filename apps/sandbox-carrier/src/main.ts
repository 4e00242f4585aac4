import { startCarrier } from './carrier.ts';
import { readSandboxConfig } from './config.ts';
import { startControl } from './control.ts';

/** Runs the carrier until it is asked to stop; the server starts it as a child in demo mode. */
const config = readSandboxConfig();
const carrier = await startCarrier(config);
const control = await startControl(carrier, { host: config.host, port: config.controlPort });
process.stdout.write(
  `Sandbox carrier: SIP on ${config.host}:${config.port}, page on http://${config.host}:${config.controlPort}\n`,
);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  control.close();
  control.closeAllConnections();
  await carrier.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
process.on('disconnect', () => void stop());
