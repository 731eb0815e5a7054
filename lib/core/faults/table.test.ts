import { describe, expect, it, test } from 'vitest';
import type { Attribute } from './fault.ts';
import { findUnusable, INJECTIONS, resolveFaults } from './injection.ts';
import { parseFaultSettings } from './settings.ts';
import { FAULT_IDS, FAULTS, type FaultId, isFaultId, RUNBOOK_FAULT_IDS } from './table.ts';

describe.each(FAULT_IDS)('%s', (id) => {
  const fault = FAULTS[id];
  const injection = INJECTIONS[id];

  it('is listed under its own id, and says what it does and where its values are from', () => {
    expect(fault.id).toBe(id);
    expect(fault.does).toMatch(/\w+ \w+/);
    expect(fault.source).toMatch(/\w+ \w+/);
    expect(fault.share).toBeGreaterThan(0);
  });

  it('is to be seen in what passes it', () => {
    expect(Object.values(injection.effect)[0]).toBeGreaterThan(0);
    expect(findUnusable(id, {})).toBeUndefined();
    expect(injection.strikes > 0 && injection.strikes <= 1).toBe(true);
  });

  it('cuts calls where it makes them fail, and else only slows them', () => {
    if ('errorShare' in injection.effect) expect(fault.cuts).toBe(true);
    // What an agent answers with is an error, and an answer.
    expect(injection.cutShare > 0).toBe(fault.cuts && fault.by !== 'agent');
  });

  it('puts toxics of our own name on, each once', () => {
    if (injection.by !== 'toxics') return;
    const names = injection.toxics.map(({ name }) => name);
    for (const name of names) expect(name).toMatch(/^aurora_/);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });
});

test.each(
  Object.values(FAULTS).flatMap((fault) =>
    Object.entries('attributes' in fault ? fault.attributes : {}).map(
      ([key, attribute]): [string, string, Attribute] => [fault.id, key, attribute],
    ),
  ),
)('%s.%s is within its bounds, in words', (_, __, { is, value, min, max }) => {
  expect(is).toMatch(/\w/);
  expect(value >= min && value <= max).toBe(true);
});

test('a reset is the last toxic of a mix: what comes before it could not be removed', () => {
  const { mix } = INJECTIONS;
  expect(mix.by === 'toxics' && mix.toxics.map(({ type }) => type)).toEqual([
    'latency',
    'bandwidth',
    'reset_peer',
  ]);
});

test("the runbook's faults have the runbook's values", () => {
  const toxics = RUNBOOK_FAULT_IDS.flatMap((id) => {
    const injection = INJECTIONS[id];
    return injection.by === 'toxics' && id !== 'mix' ? injection.toxics : [];
  });
  expect(
    toxics.map(({ type, stream, toxicity, attributes }) => [type, stream, toxicity, attributes]),
  ).toEqual([
    ['latency', 'downstream', 1, { latency: 800, jitter: 200 }],
    ['timeout', 'downstream', 1, { timeout: 2000 }],
    ['reset_peer', 'downstream', 0.1, { timeout: 0 }],
    ['bandwidth', 'downstream', 1, { rate: 256 }],
  ]);
});

test.each<[FaultId, object]>([
  ['latency', { addedMs: 300 }],
  ['timeout', { errorShare: 0.5 }],
  ['reset', { errorShare: 0.01 }],
  ['bandwidth', { addedMs: 50 }],
  ['mix', { addedMs: 300 }],
  // 12,800 bytes in slices of 640 at most, 5 ms each.
  ['slicer', { addedMs: 100 }],
  ['slow_close', { heldMs: 500 }],
  ['limit_data', { errorShare: 0.5 }],
  ['down', { errorShare: 0.5 }],
  ['http_errors', { errorShare: 0.06 }],
])('%s must show %j', (id, effect) => expect(INJECTIONS[id].effect).toEqual(effect));

test('of a mix only the reset cuts', () => {
  expect(INJECTIONS.mix).toMatchObject({ strikes: 1, cutShare: 0.1 });
});

test('what is to be expected follows what was set', () => {
  const faults = resolveFaults({
    latency: { attributes: { latency: 1500, jitter: 0 }, toxicity: 0.5 },
    reset: { attributes: {}, toxicity: 1, stream: 'upstream' },
  });
  expect(faults.latency).toMatchObject({ effect: { addedMs: 375 }, strikes: 0.5 });
  expect(faults.reset).toMatchObject({ effect: { errorShare: 0.1 }, strikes: 1 });
  expect(faults.mix).toMatchObject({
    effect: { addedMs: 375 },
    strikes: 1,
    toxics: [{ attributes: { latency: 1500, jitter: 0 } }, {}, { toxicity: 1, stream: 'upstream' }],
  });
});

test('errors of requests follow what was set', () => {
  const { attributes } = parseFaultSettings(
    'http_errors.percent=50,http_errors.status=500,http_errors.delay=80,http_errors.variation=20',
  ).http_errors!;
  expect(resolveFaults({ http_errors: { attributes } }).http_errors).toMatchObject({
    effect: { errorShare: 0.1 },
    strikes: 0.5,
    errors: { errorRatio: 0.5, errorCode: 500, averageDelayMs: 80, delayVariationMs: 20 },
  });
});

test('an id that every object has is no fault', () => {
  expect(isFaultId('constructor')).toBe(false);
});
