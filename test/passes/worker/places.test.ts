import { expect, test } from '@jest/globals';
import { createPlaces } from '../../../src/passes/worker/places.ts';

test('reviews have a number of their own, and take nothing from an environment', () => {
  const places = createPlaces({ lane: 5, reviews: 2, all: 20, always: 1 });
  places.take('review');
  places.take('production');
  places.take('production');
  expect(places.full()).toEqual([]);
  places.take('review');
  expect(places.full()).toEqual(['review']);
  for (let more = 0; more < 3; more += 1) places.take('production');
  expect(places.full().toSorted()).toEqual(['production', 'review']);
  places.free('review');
  expect(places.full()).toEqual(['production']);
});

test('where all room is taken, every lane has the places that it always has', () => {
  const places = createPlaces({ lane: 5, reviews: 5, all: 4, always: 2 });
  for (const lane of ['dev', 'dev', 'dev', 'review']) places.take(lane);
  expect(places.full()).toEqual(['dev']);
  places.take('review');
  expect(places.full().toSorted()).toEqual(['dev', 'review']);
});
