import { expect, it } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { createCounts } from '../journal/counters.ts';
import { createGateWindows } from './gate-windows.ts';
import { type CountGate, computeGateValue, type SequentialGate } from './gates.ts';

const GATE: SequentialGate = {
  kind: 'sequential',
  id: 'errors_sequential',
  why: 'answers come',
  severity: 'advisory',
  onCross: 'fail',
  of: 'http_5xx',
  among: 'responses',
  allowedRatio: 0.01,
  maxExcess: 3,
  headStart: 0,
  minSamples: 1,
  minSamplesWhy: 'nothing was seen',
};
const totals = (http_5xx: number, responses: number) => ({ ...createCounts(SERVICE), http_5xx, responses });

it('looks at the stretch that looks worst, wherever that begins', () => {
  const windows = createGateWindows([GATE]);
  const seen = [
    [0, 0],
    [1, 10], // an error in ten: 0.9 above one in a hundred
    [1, 200], // all forgiven
    [1, 500],
    [3, 520], // two errors in 20: 1.8 above
    [4, 600], // one more in 80: 2.0 above, over a stretch of 100
  ].map(([errors = 0, answers = 0], atSec) => {
    windows.observe(atSec, totals(errors, answers));
    const held = windows.of(GATE);
    return [held.http_5xx, held.responses, Number(computeGateValue(GATE, held).toFixed(6))];
  });
  expect(seen).toEqual([
    [0, 0, 0],
    [1, 10, 0.9],
    [0, 0, 0],
    [0, 0, 0],
    [2, 20, 1.8],
    [3, 100, 2],
  ]);
});

it('begins with the head start, until the run has made good for it', () => {
  const ahead: SequentialGate = { ...GATE, headStart: 2 };
  const windows = createGateWindows([ahead]);
  const seen = [
    [0, 0],
    [1, 10], // an error in ten, on top of the head start
    [1, 300], // all forgiven, the head start too
    [1, 500],
    [3, 520], // two errors in 20: 1.8 above
  ].map(([errors = 0, answers = 0], atSec) => {
    windows.observe(atSec, totals(errors, answers));
    return Number(computeGateValue(ahead, windows.of(ahead)).toFixed(6));
  });
  expect(seen).toEqual([2, 2.9, 0, 0, 1.8]);
});

it('begins a stretch as late as it may: what was made good again is behind it', () => {
  const windows = createGateWindows([GATE]);
  windows.observe(0, totals(0, 0));
  windows.observe(1, totals(1, 100)); // one in a hundred: nothing above what is allowed
  expect(windows.of(GATE)).toMatchObject({ http_5xx: 0, responses: 0 });
});

it('looks back as far as the longest window, and for each gate as far as its own', () => {
  const COUNT: CountGate = { ...GATE, kind: 'count', max: 0, stopAtFirst: true };
  const short: CountGate = { ...COUNT, id: 'short', windowSec: 5 };
  const long: CountGate = { ...COUNT, id: 'long', windowSec: 20 };
  const held = (gates: readonly CountGate[]) => {
    const windows = createGateWindows(gates);
    for (let sec = 0; sec <= 60; sec++) windows.observe(sec, totals(sec, 10 * sec + 7));
    return gates.map((gate) => [windows.of(gate).http_5xx, windows.of(gate).responses]);
  };
  const [five, twenty, whole] = [
    [5, 50],
    [20, 200],
    [60, 607],
  ];
  expect(held([short, long])).toEqual([five, twenty]);
  expect(held([long, COUNT, short])).toEqual([twenty, whole, five]);
});

it('throws before the first totals', () => {
  expect(() => createGateWindows([GATE]).of(GATE)).toThrow('nothing observed yet');
});

it('leaves a gate without a window the whole run', () => {
  const windows = createGateWindows([]);
  windows.observe(0, totals(2, 9));
  expect(windows.of({ ...GATE, kind: 'count', max: 0, stopAtFirst: true })).toMatchObject({
    http_5xx: 2,
    responses: 9,
  });
});
