import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SERVICE } from '../../../../services/example/service.ts';
import { listGates } from '../../../../thresholds/gates.ts';
import { PROFILES } from '../../../../thresholds/profiles.ts';
import { parsePlan } from '../../../core/plan/plan.ts';
import { createTally } from '../../../core/verdict/tally.ts';
import { createLinePrinter, toLiveLine, toTurn } from './live-line.ts';
import { toClock } from './run-head.ts';

const plan = parsePlan(
  SERVICE,
  { BASE: 'http://127.0.0.1:1', PROFILE: 'quick', TOXIPROXY_ENABLED: 'true', CHAOS: 'edge' },
  PROFILES,
);
const gates = listGates(SERVICE, plan);
const STATE = {
  service: SERVICE,
  plan,
  gates,
  tally: createTally(SERVICE, gates),
  elapsedSec: 20,
  toxic: 'latency',
};

describe('the live line', () => {
  it('tells all where there is room', () => {
    expect(toLiveLine(STATE)).toMatch(
      /^00:20 of 01:30 · chaos \(latency\) · 3\/s · 0 of \d+ journeys · p95 – ms · 0 degraded · 0 violations · waiting for/,
    );
  });
  it.each([200, 120, 80, 60, 40, 30])('of %d columns keeps time and violations', (columns) => {
    const line = toLiveLine(STATE, columns);
    expect(line.length).toBeLessThanOrEqual(columns);
    expect(line).toContain('00:20 of 01:30');
    if (columns >= 40) expect(line).toContain('0 violations');
  });
  it('of 80 columns keeps the phase and the nearest gate, too', () => {
    expect(toLiveLine(STATE, 80)).toMatch(/chaos \(latency\) .* waiting for the first answer$/);
  });
});

it.each([
  [{ elapsedSec: 20 }, { elapsedSec: 21 }, true],
  [{ elapsedSec: 1, toxic: '' }, { elapsedSec: 20, toxic: '' }, false],
  [{ toxic: 'latency' }, { toxic: 'reset' }, false],
])('%o and %o are one turn of the run: %s', (one, other, same) => {
  expect(toTurn({ ...STATE, ...one }) === toTurn({ ...STATE, ...other })).toBe(same);
});

describe('the printer', () => {
  beforeEach(
    () => void vi.useFakeTimers({ now: new Date(2026, 10, 29, 17, 42), toFake: ['performance', 'Date'] }),
  );
  afterEach(() => void vi.useRealTimers());
  const collect = (isTTY: boolean) => {
    const written: string[] = [];
    const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) };
    return { line: createLinePrinter(stream), written };
  };
  /** Shows a line each second. */
  const play = (line: ReturnType<typeof createLinePrinter>, sec: number, toTurnAt = (_: number) => '') => {
    for (let n = 0; n < sec; n++) {
      line.show(`${n}`, toTurnAt(n));
      vi.advanceTimersByTime(1000);
    }
  };

  it('rewrites one line of a terminal', () => {
    const { line, written } = collect(true);
    play(line, 2);
    line.end();
    expect(written).toEqual(['\r\x1b[K0', '\r\x1b[K1', '\r\x1b[K']);
  });
  it('writes a line every ten seconds elsewhere, and one a minute of a long run', () => {
    const { line, written } = collect(false);
    play(line, 600);
    expect(written).toHaveLength(60);
    play(line, 600);
    expect(written.length).toBeLessThanOrEqual(71);
  });
  it('writes at once what is a turn of the run', () => {
    const { line, written } = collect(false);
    play(line, 8, (n) => (n >= 3 ? 'chaos' : 'baseline'));
    expect(written).toEqual(['0\n', '3\n']);
  });
  it.each([
    [7200, '19:42'],
    [86_400, 'Mon 17:42'],
  ])('tells when %d s are over: %s', (sec, told) => expect(toClock(sec).replace(',', '')).toBe(told));
});
