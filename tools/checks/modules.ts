// The order of the server's modules (ARCHITECTURE 5.3): a module may import those of the steps before its own.
// The same table is read by .dependency-cruiser.cjs.
import order from './module-order.json' with { type: 'json' };

/** Every module of the server. */
export const serverModules: readonly string[] = order.moduleSteps.flat();
