import { describe, expect, it } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { createDigestData, type DigestData, type PhaseSpan, type ToxicSpan } from './data.ts';
import { toDone } from './done.ts';
import { countLatencies } from './histogram.ts';

const phase = (of: PhaseSpan['phase'], fromSec: number, toSec: number | null): PhaseSpan => ({
  phase: of,
  fromSec,
  toSec,
});
const toxic = (fromSec: number, readBack: boolean, toSec: number | null = fromSec + 5): ToxicSpan => ({
  ...{ window: 0, mode: 'latency', fromSec, toSec, readBack, healed: true },
});
const group = (requests: number) => ({
  ...{ journeys: 1, requests, errors: 1, violations: 0, maxMs: requests, latency: [50, requests] },
});
const toData = (change: Partial<DigestData>): DigestData => ({
  ...createDigestData(SERVICE),
  phases: { baseline: group(10), chaos: group(4), spike: group(2) },
  routes: { chat: { baseline: group(8), chaos: group(3) }, feed: { chaos: group(1) } },
  phaseSpans: [
    phase('baseline', 0, 10),
    phase('chaos', 10, 20),
    phase('baseline', 20, 30),
    phase('chaos', 30, null),
  ],
  ...change,
});
const phasesOf = (data: DigestData) => toDone(data).phaseSpans.map((span) => span.phase);

describe('chaos that was done', () => {
  it.each<[string, readonly ToxicSpan[], readonly string[]]>([
    ['none', [], ['baseline', 'baseline', 'baseline', 'baseline']],
    ['none that could be set', [toxic(10, false), toxic(30, false)], Array(4).fill('baseline')],
    ['in the first window', [toxic(10, true)], ['baseline', 'chaos', 'baseline', 'baseline']],
    [
      'in the second of a window',
      [toxic(10, false), toxic(15, true)],
      ['baseline', 'chaos', 'baseline', 'baseline'],
    ],
    // k6 writes its phase down up to a second after Node set the toxic.
    ['a little before its phase', [toxic(9.5, true)], ['baseline', 'chaos', 'baseline', 'baseline']],
    ['in the window that is on', [toxic(30, true, null)], ['baseline', 'baseline', 'baseline', 'chaos']],
  ])('%s', (_, toxicSpans, phases) => expect(phasesOf(toData({ toxicSpans }))).toEqual(phases));
});

it('a run without a toxic has no answers under chaos', () => {
  const { phases, routes } = toDone(toData({ toxicSpans: [toxic(10, false)] }));
  expect(Object.keys(phases)).toEqual(['baseline', 'spike']);
  expect(phases.baseline).toMatchObject({ journeys: 2, requests: 14 });
  expect(routes).toEqual({
    chat: { baseline: { ...group(11), journeys: 2, errors: 2, maxMs: 8 } },
    feed: { baseline: group(1) },
  });
  expect(countLatencies(phases.baseline?.latency ?? [])).toBe(14);
});

it('a run with one keeps them', () => {
  const data = toData({ toxicSpans: [toxic(10, true)] });
  expect(toDone(data).phases).toEqual(data.phases);
});

it('nothing was done before the first row', () => {
  const data = createDigestData(SERVICE);
  expect(toDone(data)).toEqual(data);
});
