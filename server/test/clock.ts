export { createFakeClock, type FakeClock } from '../src/platform/fake-clock.ts';
