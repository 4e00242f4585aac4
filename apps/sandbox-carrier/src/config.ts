export type SandboxConfig = {
  readonly host: string;
  /** SIP, UDP and TCP. */
  readonly port: number;
  /** The page and the command line speak to this one: the port above the SIP port. */
  readonly controlPort: number;
  /** Where the customer's switchboard (Carillon) listens for calls. */
  readonly customer: { readonly host: string; readonly port: number };
  /** Account for a trunk by registration; the password is known to all: this carrier carries nothing real. */
  readonly account: { readonly username: string; readonly password: string };
};

function portOf(name: string, fallback: number): number {
  const text = process.env[name] ?? String(fallback);
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error(`${name} must be a port number, not "${text}"`);
  return Number(text);
}

/** Settings shared with the server; the sandbox listens on the loopback address only. */
export function readSandboxConfig(): SandboxConfig {
  const port = portOf('CARILLON_SANDBOX_PORT', 5070);
  return {
    host: '127.0.0.1',
    port,
    controlPort: portOf('CARILLON_SANDBOX_CONTROL_PORT', port + 1),
    customer: { host: '127.0.0.1', port: portOf('CARILLON_SIP_PORT', 5060) },
    account: { username: 'sandbox', password: 'sandbox' },
  };
}
