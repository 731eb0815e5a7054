import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { planOf } from '../../../test/runs/good-run.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { createGateWindows } from '../gates/gate-windows.ts';
import { assessGate, type Gate, isCrossed, toLimit } from '../gates/gates.ts';
import { createCounts, raise, readCount } from '../journal/counters.ts';
import { drawUnit } from '../stats/draw.ts';
import { toPowerSvg } from './chart.ts';
import { computePoint, computePower, type PowerOptions } from './power.ts';
import { type PowerReport, replaceBlock, toDriftRows, toPowerMarkdown, toPowerText } from './report.ts';
import { simulateRun } from './simulation.ts';
import { computeTraffic, findSecond } from './traffic.ts';

// An hour at a few journeys a second, with a chaos window and a spike: enough to cross every window.
const PLAN = planOf({ PROFILE: 'gate', DURATION_HOURS: '1', BASE_RPS: '2' });
const GATES = listGates(SERVICE, PLAN);
const gateOf = (id: string) => GATES.find((gate) => gate.id === id)!;
const TRAFFIC = computeTraffic(SERVICE, PLAN);
const OPTIONS: PowerOptions = { traffic: TRAFFIC, seed: 3, runs: 200, healthyRate: 0.0002 };
const stops = (id: string, rate: number) => computePoint(gateOf(id), rate, OPTIONS).stops;

describe('the traffic', () => {
  it('is that of the schedule: baseline, chaos and spike', () => {
    const journeys = 3600 * 2 + 600 * 1 + 30 * 18;
    expect(TRAFFIC.responses!.at(-1)! / journeys).toBeCloseTo(3.2, 1);
    expect(TRAFFIC.red_flag_chats!.at(-1)! / journeys).toBeCloseTo(0.1, 1);
    const rateAt = (sec: number) => (TRAFFIC.responses![sec + 20]! - TRAFFIC.responses![sec]!) / 20;
    expect(rateAt(300)).toBeLessThan(8);
    expect(rateAt(1805)).toBeGreaterThan(50);
  });

  test.each([
    [1, 1],
    [3, 2],
    [4, 3],
    [99, 3],
  ])('sample %i comes in second %i', (sample, sec) => {
    expect(findSecond(Int32Array.of(0, 2, 3, 7), sample)).toBe(sec);
  });
});

describe.each([
  'http_5xx_rate_5m',
  'reco_output_guard_fallback_rate_10m',
  'transport_errors_2h',
  'http_5xx_sequential',
])('%s', (id) => {
  const gate = gateOf(id);

  /** The same errors, second by second through the windows that a real run is watched by. */
  function replay(rate: number, draw: (n: number) => number): number | undefined {
    const bySecond = TRAFFIC.responses!;
    const errorAt = new Set<number>();
    for (let n = 0, at = 0; at <= bySecond.at(-1)!; n++) {
      at += 1 + Math.floor(Math.log1p(-draw(n)) / Math.log1p(-rate));
      errorAt.add(at);
    }
    const windows = createGateWindows([gate]);
    const totals = createCounts(SERVICE);
    for (let sec = 0; sec < bySecond.length; sec++) {
      for (let at = readCount(totals, gate.among) + 1; at <= bySecond[sec]!; at++)
        if (errorAt.has(at)) raise(totals, gate.of);
      totals[gate.among] = bySecond[sec]!;
      windows.observe(sec, totals);
      if (isCrossed(gate, windows.of(gate))) return sec;
    }
    return assessGate(gate, totals, 0).outcome === 'fail' ? bySecond.length - 1 : undefined;
  }

  it('is simulated as the windows of a real run would judge it, to the second', () => {
    const seen = new Set<boolean>();
    for (const rate of [0.0001, 0.001, 0.003, 0.01]) {
      for (let run = 0; run < 6; run++) {
        const draw = (n: number) => drawUnit(5, n, run);
        const simulated = simulateRun({ gate, bySecond: TRAFFIC.responses!, rate, draw });
        expect(simulated, `rate ${rate}, run ${run}`).toBe(replay(rate, draw));
        seen.add(simulated === undefined);
      }
    }
    // A comparison in which nothing, or everything, crosses would hold nothing together.
    expect(seen.size).toBe(2);
    // Half a million steps: seconds on a busy machine.
  }, 60_000);

  it('ends few runs of a rate far under its bound, and all of one far above', () => {
    const bound = gate.kind === 'count' ? toLimit(gate) / TRAFFIC.calls!.at(-1)! : 0.005;
    expect(stops(id, bound / 50)).toBeLessThan(0.02);
    expect(stops(id, bound * 10)).toBe(1);
  });
});

describe('a gate that the first event ends', () => {
  const samples = TRAFFIC.answers_judged!.at(-1)!;

  it('is exact: 1 − (1 − rate)^samples', () => {
    expect(stops('schema_violation', 0.0001)).toBeCloseTo(1 - 0.9999 ** samples, 12);
  });

  it('has the median time of those runs that it ends', () => {
    const gate = gateOf('schema_violation');
    const exact = computePoint(gate, 0.001, OPTIONS);
    const simulated = computePoint({ ...gate, max: 0, windowSec: 7200 } as Gate, 0.001, {
      ...OPTIONS,
      runs: 2000,
    });
    expect(simulated.stops).toBeCloseTo(exact.stops, 1);
    expect(simulated.medianSec! / exact.medianSec!).toBeGreaterThan(0.85);
    expect(simulated.medianSec! / exact.medianSec!).toBeLessThan(1.15);
  });

  it('never ends a run without one', () => {
    expect(computePoint(gateOf('schema_violation'), 0, OPTIONS)).toEqual({
      rate: 0,
      stops: 0,
      medianSec: null,
    });
  });
});

describe('the report', () => {
  const small = { ...OPTIONS, runs: 30 };
  const gates = ['schema_violation', 'http_5xx_rate_5m', 'http_5xx_sequential', 'load_offered'].map(gateOf);
  const told: string[] = [];
  const power = computePower(gates, {
    ...small,
    onPoint: (gate, done, of) => void told.push(`${done} of ${of} ${gate}`),
  });
  it('is told of as it comes, gate by gate', () => {
    expect([...new Set(told)]).toEqual(power.map(({ id }, n) => `${n} of ${power.length} ${id}`));
  });
  const report: PowerReport = {
    profile: 'gate',
    seed: 3,
    runs: 30,
    totalSec: 3600,
    healthyRate: 0.0002,
    gates: power,
    drift: [
      { id: 'latency_drift', readings: 5100, points: [{ variation: 0.3, seenFrom: 0.35, falseAlarms: 0 }] },
      { id: 'memory_drift', readings: 20, points: [] },
    ],
    earlier: [
      { rule: 'no minimum sample', length: '2 h', rate: 0.001, known: 0.33, flat: 0.35, scheduled: 0.32 },
    ],
  };

  it('has each gate that bounds a promise of the service, and no other', () => {
    expect(power.map(({ id, method }) => [id, method])).toEqual([
      ['schema_violation', 'exact'],
      ['http_5xx_rate_5m', 'simulated'],
      ['http_5xx_sequential', 'simulated'],
      ['http_5xx_sequential, bad later', 'simulated'],
    ]);
  });

  it('says beside a head start what is lost where a service turns bad later', () => {
    const at = (id: string) => power.find((one) => one.id === id)!.points.find(({ rate }) => rate === 0.01)!;
    const [early, late] = [at('http_5xx_sequential'), at('http_5xx_sequential, bad later')];
    expect(early.medianSec).toBeLessThan(late.medianSec!);
    expect(late.stops).toBe(1);
  });

  it('turns from silent to sure where the chance is 5 % and 95 %', () => {
    const [hard] = power;
    expect(computePoint(gates[0]!, hard!.silentRate!, small).stops).toBeCloseTo(0.05, 2);
    expect(computePoint(gates[0]!, hard!.sureRate!, small).stops).toBeCloseTo(0.95, 2);
  });

  it('says from which rise on a drift is seen, and where a run is too short', () => {
    expect(toDriftRows(report)).toEqual([
      ['gate', 'readings', 'vary by 30 %', 'false alarms'],
      ['latency_drift', '5100', '+35 %', '0 %'],
      ['memory_drift', '20', 'too short to tell', '–'],
    ]);
  });

  it('calls weak what chance ends far under its bound, and nothing else', () => {
    expect(power.map(({ weak }) => weak !== null)).toEqual([false, true, false, false]);
    expect(toPowerText(report)).toContain('weak: http_5xx_rate_5m: chance alone ends one run in twenty');
  });

  it('shows a chance with its time, and what was known', () => {
    expect(toPowerText(report)).toMatch(/^schema_violation .*100 %, \d/m);
    expect(toPowerText(report)).toMatch(/^no minimum sample +2 h +0\.1 % +33 % +35 % +32 %$/m);
    expect(toPowerMarkdown(report, 'power-gate.svg')).toContain('](power-gate.svg)');
  });

  it('draws a line for each gate, dashed where it only advises', () => {
    const svg = toPowerSvg(report);
    expect(svg.match(/<path /g)).toHaveLength(4);
    expect(svg.match(/<path [^>]*dasharray/g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
    for (const { id } of power) expect(svg).toContain(id);
  });
});

test('a block of a page is replaced, and nothing around it', () => {
  const page = 'a\n<!-- gate -->\nold\n<!-- /gate -->\nb\n';
  expect(replaceBlock(page, 'gate', 'new\n')).toBe('a\n<!-- gate -->\nnew\n<!-- /gate -->\nb\n');
  expect(() => replaceBlock(page, 'quick', 'new')).toThrow('no block <!-- quick -->');
});
