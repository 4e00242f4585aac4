import { describe, expect, it } from 'vitest';
import { destinationClass } from './index.ts';

describe('the class of a destination', () => {
  it.each([
    ['+33123456789', 'FR', 'national'],
    ['+33800123456', 'FR', 'national'],
    ['+33639980123', 'FR', 'mobile'],
    ['+33899123456', 'FR', 'premium'],
    ['+33826123456', 'FR', 'premium'],
    ['+442079460123', 'FR', 'world'],
    ['+442079460123', 'GB', 'national'],
    ['+447400123456', 'GB', 'mobile'],
    ['+447012345678', 'GB', 'premium'],
    ['+4930123456', 'FR', 'eea'],
    ['+491711234567', 'FR', 'eea'],
    ['+49900123456', 'FR', 'premium'],
    ['+590690123456', 'FR', 'eea'],
    ['+41441234567', 'FR', 'world'],
    ['+12125550123', 'FR', 'world'],
    ['+19005550123', 'FR', 'premium'],
    ['+881612345678', 'FR', 'satellite'],
    ['+8821612345678', 'FR', 'satellite'],
    ['+979123456789', 'FR', 'premium'],
    ['+80012345678', 'FR', 'national'],
    ['+2205551234', 'fr', 'world'],
  ])('%s from %s is %s', (number, home, expected) => {
    expect(destinationClass(number, home)).toBe(expected);
  });
});
