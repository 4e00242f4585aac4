import { flowsByDevice, type Binding } from '@carillon/sip';

/** A binding with the device it belongs to and the key by which calls find it. */
export type DeviceBinding = { readonly id: string; readonly deviceId: string; readonly binding: Binding };

/** What makes two REGISTERs of a device the same binding: the instance (RFC 5626), else the Contact URI. */
export function bindingKey(binding: Binding): string {
  return binding.instanceId === undefined ? binding.uri : `${binding.instanceId} ${binding.regId ?? ''}`;
}

/** Where every device is reached now. The truth is here; the database follows, to survive a restart. */
export class BindingTable {
  readonly #byDevice = new Map<string, readonly Binding[]>();
  readonly #byId = new Map<string, DeviceBinding>();
  readonly #byFlow = new Map<string, Set<string>>();

  ofDevice(deviceId: string): readonly Binding[] {
    return this.#byDevice.get(deviceId) ?? [];
  }

  byId(bindingId: string): DeviceBinding | undefined {
    return this.#byId.get(bindingId);
  }

  /** Bindings of connections (TCP, TLS, WebSocket) that go when the connection goes. */
  onFlow(flowId: string): readonly DeviceBinding[] {
    return [...(this.#byFlow.get(flowId) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }

  set(deviceId: string, bindings: readonly Binding[]): void {
    for (const old of this.ofDevice(deviceId)) this.#unlink(deviceId, old);
    if (bindings.length === 0) this.#byDevice.delete(deviceId);
    else this.#byDevice.set(deviceId, bindings);
    for (const binding of bindings) this.#link(deviceId, binding);
  }

  devices(): IterableIterator<string> {
    return this.#byDevice.keys();
  }

  #link(deviceId: string, binding: Binding): void {
    const id = bindingIdOf(deviceId, binding);
    this.#byId.set(id, { id, deviceId, binding });
    const flowId = binding.flow?.id;
    if (flowId === undefined || binding.flow?.transport === 'udp') return;
    const ids = this.#byFlow.get(flowId);
    if (ids === undefined) this.#byFlow.set(flowId, new Set([id]));
    else ids.add(id);
  }

  #unlink(deviceId: string, binding: Binding): void {
    const id = bindingIdOf(deviceId, binding);
    this.#byId.delete(id);
    const flowId = binding.flow?.id;
    if (flowId === undefined) return;
    const ids = this.#byFlow.get(flowId);
    ids?.delete(id);
    if (ids?.size === 0) this.#byFlow.delete(flowId);
  }
}

export const bindingIdOf = (deviceId: string, binding: Binding): string => `${deviceId} ${bindingKey(binding)}`;

/** Where a device can be rung now: one flow of each instance, none of those that sleep. */
export function ringableBindings(bindings: readonly Binding[]): Binding[] {
  const awake = bindings.filter(({ flow, push }) => flow !== undefined || push === undefined);
  return flowsByDevice(awake).flatMap(([latest]) => latest ?? []);
}
