// What the types of a service cannot hold is found at the start, and named.
import { describe, expect, it, test } from 'vitest';
import { SERVICE as AURORA } from '../../../services/aurora/service.ts';
import { SERVICE as EXAMPLE } from '../../../services/example/service.ts';
import { text } from '../options/option.ts';
import { countDegraded, defineService, mayDegrade, toAmong } from './define-service.ts';
import type { ServiceSpec } from './service.ts';

const GOOD: ServiceSpec = {
  id: 'shop',
  title: 'a shop',
  routes: { list: { method: 'GET', path: '/items', timeoutMs: 100, contract: 'list.v1' } },
  variants: { all: { why: 'any user', weight: 1 } },
  journeys: {
    look: { why: 'a user who looks', weight: 1, steps: [{ id: 'list', route: 'list', upstream: 'maybe' }] },
  },
  flags: {
    sold_out: { meaning: 'empty lists', among: 'lists', violation: true },
    lists: { meaning: 'lists', total: 'lists_seen', among: 'answers_judged', steps: ['list'] },
    stale: { meaning: 'answers out of a cache', among: 'responses', rate: true },
  },
  degraded: 'stale',
  judge: () => ({ broken: [], flags: [] }),
  promises: [{ flag: 'sold_out', why: 'there is something to buy', minSamplesWhy: 'no list was seen' }],
  rates: [],
  recognition: { route: 'list', fits: Array.isArray },
};

describe('what follows from the table of flags', () => {
  const service = defineService(GOOD);

  it('violations: those of the engine first, the contract last', () => {
    expect(service.violations).toEqual([
      'transport_error',
      'call_unsent',
      'http_5xx',
      'http_4xx',
      'sold_out',
      'schema_violation',
    ]);
  });

  it('counters, each with what it counts', () => {
    expect(service.counters).toMatchObject({
      sold_out: 'empty lists',
      lists_seen: 'lists',
      stale: 'answers out of a cache',
      calls: expect.any(String),
    });
    expect(service.counterOf).toMatchObject({
      sold_out: 'sold_out',
      lists: 'lists_seen',
      transport_error: 'transport_errors',
    });
    expect(toAmong(service, 'sold_out')).toBe('lists_seen');
    expect(toAmong(service, 'stale')).toBe('responses');
    expect(() => toAmong(service, 'moods')).toThrow(RangeError);
  });

  it('fields of a row: what the judge finds and what breaks nothing', () => {
    expect(service.rowFlags).toEqual(['stale']);
    expect(service.stepCounters).toEqual({ list: ['lists_seen'] });
  });

  it('whether its answers can be degraded, and how many were', () => {
    expect(mayDegrade(service)).toBe(true);
    expect(mayDegrade(EXAMPLE)).toBe(false);
    expect(countDegraded(service, { stale: 4 })).toBe(4);
    expect(countDegraded(EXAMPLE, { stale: 4 })).toBe(0);
  });
});

const step = { id: 'list', route: 'list', upstream: 'none' } as const;
const journeyOf = (...steps: readonly object[]) =>
  ({ journeys: { look: { why: 'w', weight: 1, steps } } }) as unknown as Partial<ServiceSpec>;

test.each<[string, Partial<ServiceSpec>, RegExp]>([
  ['an id that is no folder', { id: 'My Shop' }, /My Shop is no name of a folder/],
  ['a flag with a dash', { flags: { 'sold-out': { meaning: 'm', among: 'calls' } } }, /sold-out is no id/],
  ['a variant with a space', { variants: { 'all of them': { why: 'w', weight: 1 } } }, /is no id/],
  ['no journey', { journeys: {} }, /no journey/],
  ['no variant', { variants: {} }, /no variant/],
  ['weights of 0', { journeys: { look: { why: 'w', weight: 0, steps: [step] } } }, /all journeys are 0/],
  ['variants of weight 0', { variants: { all: { why: 'w', weight: 0 } } }, /all variants are 0/],
  [
    'a path from nowhere',
    { routes: { list: { ...GOOD.routes.list!, path: 'items' } } },
    /must begin with \//,
  ],
  ['no time at all', { routes: { list: { ...GOOD.routes.list!, timeoutMs: 0 } } }, /timeoutMs/],
  ['a route that is not there', journeyOf({ ...step, route: 'cart' }), /has no route cart/],
  ['a step twice', journeyOf(step, step), /has a step twice/],
  ['a form that is not there', journeyOf({ ...step, form: 'photo' }), /has no form photo/],
  [
    'healthy answers of a flag that is none',
    { journeys: { look: { why: 'w', weight: 1, steps: [step], healthyFlags: { moods: 1 } } } },
    /names moods, which is no flag/,
  ],
  [
    'a counter of the engine',
    { flags: { calls: { meaning: 'm', among: 'responses' } } },
    /counter of the engine/,
  ],
  [
    'two flags under one name',
    {
      flags: {
        a: { meaning: 'm', among: 'calls', total: 'same' },
        b: { meaning: 'm', among: 'calls', total: 'same' },
      },
    },
    /two flags have the total same/,
  ],
  ['among nothing', { flags: { a: { meaning: 'm', among: 'moods' } } }, /counted among moods/],
  [
    'a step that no journey has',
    { flags: { a: { meaning: 'm', among: 'calls', steps: ['pay'] } } },
    /step pay/,
  ],
  ['degraded by a flag that is none', { degraded: 'moods' }, /degraded names moods/],
  ['degraded by a violation', { degraded: 'sold_out' }, /degraded names sold_out/],
  ['a promise on nothing', { promises: [{ flag: 'moods', why: 'w', minSamplesWhy: 'w' }] }, /moods/],
  [
    'a promise that asks an option it has not',
    { promises: [{ flag: 'sold_out', why: 'w', minSamplesWhy: 'w', severityOption: 'SOLD' }] },
    /the option SOLD/,
  ],
  [
    'a rate without its option',
    { rates: [{ flag: 'stale', id: 'r', why: 'w', windowSec: 1, fullWindow: 1, boundOption: 'MAX' }] },
    /the option MAX/,
  ],
  [
    'a secret whose name does not say so',
    { options: [text('SHOP_DOOR', '', 'opens the shop', undefined, { secret: true })] },
    /SHOP_DOOR is a secret/,
  ],
  [
    'recognised by a route it has not',
    { recognition: { route: 'home', fits: () => true } },
    /the route home/,
  ],
])('%s is refused', (_, change, why) => {
  expect(() => defineService({ ...GOOD, ...change })).toThrow(why);
  expect(() => defineService({ ...GOOD, ...change })).toThrow(/^service /);
});

test('a secret whose name says so is taken', () => {
  const options = [text('SHOP_TOKEN', '', 'opens the shop', undefined, { secret: true })];
  expect(defineService({ ...GOOD, options }).options).toEqual(options);
});

test('the services of this checkout are each of their own kind', () => {
  expect(AURORA.rowFlags).not.toEqual(EXAMPLE.rowFlags);
});
