import { expect, it, test } from 'vitest';
import { computeDrawEveryMs, computeMissChance, computeProbes, toRedraw } from './draws.ts';
import type { Toxic } from './fault.ts';
import { INJECTIONS, type Injection, resolveFaults } from './injection.ts';
import { parseFaultSettings } from './settings.ts';
import { FAULT_IDS, type FaultId } from './table.ts';

const redrawOf = (fault: Injection) => (fault.by === 'toxics' ? fault.redraw : undefined);
const toxic: Toxic = { name: 'aurora_a', type: 'latency', stream: 'downstream', toxicity: 1, attributes: {} };

test.each<[FaultId, string, number]>([
  ['reset', '', 50],
  ['mix', '', 50],
  ['reset', 'reset.timeout=500', 2000],
  ['latency', 'latency.toxicity=0.5', 4000],
  ['latency', 'latency.toxicity=0.5,latency.latency=100,latency.jitter=0', 400],
  ['timeout', 'timeout.toxicity=0.5', 8000],
  ['bandwidth', 'bandwidth.toxicity=0.5', 50],
  ['slicer', 'slicer.toxicity=0.5', 50],
  ['limit_data', 'limit_data.toxicity=0.5', 50],
])('%s with %s is drawn anew every %d ms', (id, list, everyMs) =>
  expect(redrawOf(resolveFaults(parseFaultSettings(list))[id])?.everyMs).toBe(everyMs));

it('draws anew only for what does not strike all, and nothing on the edge', () => {
  const drawn = FAULT_IDS.filter((id) => redrawOf(INJECTIONS[id]));
  expect(drawn).toEqual(['reset', 'mix']);
  expect(redrawOf(INJECTIONS.mix)?.toxics.map(({ type }) => type)).toEqual(['reset_peer']);
  expect(FAULT_IDS.filter((id) => redrawOf(resolveFaults({}, 'edge')[id]))).toEqual([]);
  expect(toRedraw([[toxic, 50]])).toBeUndefined();
  // Each connection closes once, and has its draw.
  expect(redrawOf(resolveFaults(parseFaultSettings('slow_close.toxicity=0.6')).slow_close)).toBeUndefined();
});

test.each([
  [1, 1],
  [0.6, 6],
  [0.1, 44],
  [0.01, 50],
])('a toxicity of %d takes %d connections of ours to be seen', (strikes, probes) =>
  expect(computeProbes(strikes)).toBe(probes));

test.each([
  [0, 250],
  [100, 250],
  [5000, 10_000],
])('calls of %d ms leave %d ms between draws', (callMs, everyMs) =>
  expect(computeDrawEveryMs({ toxics: [toxic], everyMs: 250 }, callMs)).toBe(everyMs));

test.each([
  [0.1, 0, 1],
  [0.1, 1, 0.9],
  [0.1, 44, 0.0097],
  [0.5, 3, 0.125],
  [1, 1, 0],
  [1, 0, 1],
])('toxicity %d: %d draws all miss with a chance of %d', (strikes, draws, chance) =>
  expect(computeMissChance(strikes, draws)).toBeCloseTo(chance, 4));
