import { expect, test } from 'vitest';
import { createWatchedStates } from './watched-states.ts';

const scene = () => {
  const world = { value: 1, computed: 0, isWatched: true };
  const told: string[] = [];
  const later: (() => void)[] = [];
  const states = createWatchedStates({
    isWatched: () => world.isWatched,
    compute() {
      world.computed += 1;
      return { value: world.value };
    },
    changed: (id) => told.push(id),
    defer: (run) => later.push(run),
  });
  const settle = () => later.splice(0).forEach((run) => run());
  return { world, told, states, settle };
};

test('several changes in a moment are computed once and told once', () => {
  const { world, told, states, settle } = scene();
  states.of('ada');
  for (world.value = 2; world.value < 5; world.value += 1) states.touch('ada');
  expect([world.computed, told]).toEqual([1, []]);
  settle();
  expect([world.computed, told, states.of('ada')]).toEqual([2, ['ada'], { value: 5 }]);
});

test('what looks the same is not told', () => {
  const { told, states, settle } = scene();
  states.of('ada');
  states.touch('ada');
  settle();
  expect(told).toEqual([]);
});

test('who asks between a change and its turn sees the new state, and it is told all the same', () => {
  const { world, told, states, settle } = scene();
  states.of('ada');
  world.value = 2;
  states.touch('ada');
  expect(states.of('ada')).toEqual({ value: 2 });
  settle();
  expect(told).toEqual(['ada']);
});

test('nobody watches: nothing is computed, and nothing old is shown later', () => {
  const { world, told, states, settle } = scene();
  states.of('ada');
  world.isWatched = false;
  world.value = 2;
  states.touch('ada');
  settle();
  expect([world.computed, told]).toEqual([1, []]);
  world.isWatched = true;
  expect(states.of('ada')).toEqual({ value: 2 });
});
