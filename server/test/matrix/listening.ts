import type { Party } from './party.ts';
import type { Sound } from './sound.ts';
import type { World } from './world.ts';

/** Analysers have bins. */
const nearHz = 20;
const is = (heardHz: number, toneHz: number): boolean => Math.abs(heardHz - toneHz) <= nearHz;

export const hear = (world: World, sound: Sound, toneHz: number): Promise<unknown> =>
  world.until(`the tone of ${toneHz} Hz is heard`, async () => is(await sound.tone(), toneHz));

/** Both ways, at the same time. */
export async function hearEachOther(world: World, one: Party, other: Party): Promise<void> {
  await world.until(`${one.extension} and ${other.extension} hear each other`, async () => {
    const [atOne, atOther] = await Promise.all([one.sound.tone(), other.sound.tone()]);
    return is(atOne, other.sound.toneHz) && is(atOther, one.sound.toneHz);
  });
}

export async function nobodyHears(world: World, ...parties: readonly Party[]): Promise<void> {
  for (const { extension, sound } of parties) {
    await world.until(`${extension} hears nothing`, async () => (await sound.tone()) === 0);
  }
}

/** Who holds hears nothing; who is held hears something (music), but not the one who holds. */
export async function holding(world: World, holds: Party, held: Party): Promise<void> {
  await world.until(`${holds.extension} holds ${held.extension}`, async () => {
    const [atHolder, atHeld] = await Promise.all([holds.sound.tone(), held.sound.tone()]);
    return atHolder === 0 && atHeld !== 0 && !is(atHeld, holds.sound.toneHz);
  });
}
