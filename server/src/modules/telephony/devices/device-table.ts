import type { Device } from './device.ts';

/** Every device in memory, by what calls and registrations look for. Kept in step by the actions that change devices. */
export class DeviceTable {
  readonly #byId = new Map<string, Device>();
  readonly #byUsername = new Map<string, Device>();
  readonly #byUser = new Map<string, Set<Device>>();

  /** How many devices were removed or replaced so far. */
  removals = 0;

  get size(): number {
    return this.#byId.size;
  }

  put(device: Device): void {
    this.remove(device.id);
    this.#byId.set(device.id, device);
    this.#byUsername.set(device.sipUsername, device);
    const own = this.#byUser.get(device.userId);
    if (own === undefined) this.#byUser.set(device.userId, new Set([device]));
    else own.add(device);
  }

  remove(deviceId: string): Device | undefined {
    const device = this.#byId.get(deviceId);
    if (device === undefined) return undefined;
    this.removals += 1;
    this.#byId.delete(deviceId);
    this.#byUsername.delete(device.sipUsername);
    this.#byUser.get(device.userId)?.delete(device);
    return device;
  }

  byId(deviceId: string): Device | undefined {
    return this.#byId.get(deviceId);
  }

  byUsername(username: string): Device | undefined {
    return this.#byUsername.get(username);
  }

  ofUser(userId: string): readonly Device[] {
    return [...(this.#byUser.get(userId) ?? [])];
  }
}
