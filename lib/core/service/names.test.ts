import { expect, test } from 'vitest';
import { SERVICE as AURORA } from '../../../services/aurora/service.ts';
import { SERVICE as EXAMPLE } from '../../../services/example/service.ts';
import { ENGINE_COUNTERS, ENGINE_VIOLATIONS } from './engine-counters.ts';
import { listFlagRates, toServiceNames } from './names.ts';

test('a step that several journeys share is named once', () => {
  const { steps } = toServiceNames(AURORA);
  expect(steps).toContain('reco_chat');
  expect(new Set(steps).size).toBe(steps.length);
});

test.each([AURORA, EXAMPLE])('the names of $id are those of its tables', (service) => {
  const names = toServiceNames(service);
  expect(names).toMatchObject({
    id: service.id,
    journeys: Object.keys(service.journeys),
    variants: Object.keys(service.variants),
    counters: Object.entries(service.flags).map(([id, { total }]) => total ?? id),
  });
  expect(names.violations).toEqual(expect.arrayContaining(Object.keys(ENGINE_VIOLATIONS)));
  expect(names.flags.filter((id) => names.violations.includes(id))).toEqual([]);
  expect(names.counters.filter((id) => id in ENGINE_COUNTERS)).toEqual([]);
});

test('a flag that is told as a rate has one, by the name of its counter', () => {
  const flags = {
    stale: { meaning: 'answers out of a cache', total: 'stale_answers', among: 'responses', rate: true },
    notice: { meaning: 'answers with a notice', among: 'responses' },
  } as const;
  const counterOf = { stale: 'stale_answers', notice: 'notice' };
  expect(listFlagRates({ flags, counterOf })).toEqual([
    { name: 'stale_answers_rate', counter: 'stale_answers' },
  ]);
});
