import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES } from '../../../test/runs/good-run.ts';
import { createGateWindows } from '../gates/gate-windows.ts';
import { computeGateValue, type Gate } from '../gates/gates.ts';
import { createCounts, raise, readCount } from '../journal/counters.ts';
import { createGateMeter } from './gate-meter.ts';

const gateOf = (id: string) => GATES.find((gate) => gate.id === id)!;
const answers = fc.array(
  fc.record({ after: fc.double({ min: 0, max: 90, noNaN: true }), broken: fc.boolean() }),
  { minLength: 1, maxLength: 200 },
);
type Answers = readonly { readonly after: number; readonly broken: boolean }[];

/** The values that the meter and the judges' window show, answer by answer, and what the window held. */
function readBoth(gate: Gate, list: Answers) {
  const meter = createGateMeter(gate);
  const windows = createGateWindows([gate]);
  const totals = createCounts(SERVICE);
  let atSec = 0;
  return list.map(({ after, broken }) => {
    atSec += after;
    raise(totals, gate.among);
    if (broken) raise(totals, gate.of);
    windows.observe(atSec, totals);
    const held = windows.of(gate);
    return {
      shown: meter.add(atSec, broken ? 1 : 0, 1, readCount(totals, gate.of), readCount(totals, gate.among)),
      judged: computeGateValue(gate, held),
      atSec,
    };
  });
}

test.each(['safety_with_recommendations', 'http_5xx_sequential'])('%s is shown as it is judged', (id) => {
  fc.assert(
    fc.property(answers, (list) => {
      for (const { shown, judged } of readBoth(gateOf(id), list)) expect(shown).toBeCloseTo(judged, 9);
    }),
  );
});

test('a window holds what it holds to a sixtieth of its length', () => {
  const gate = gateOf('http_5xx_rate_5m');
  fc.assert(
    fc.property(answers, (list) => {
      const errors: number[] = [];
      readBoth(gate, list).forEach(({ shown, atSec }, index) => {
        if (list[index]?.broken) errors.push(atSec);
        const within = (sec: number) => errors.filter((at) => at > atSec - sec).length;
        // Below 900 answers a window is read over 900, so the value is the number of errors over it.
        expect(Math.round(shown * 900)).toBeGreaterThanOrEqual(within(300 - 5));
        expect(Math.round(shown * 900)).toBeLessThanOrEqual(within(300));
      });
    }),
  );
});

test('a window is read in sixty grains at most, and goes on from what was written down', () => {
  const gate = gateOf('transport_errors_2h');
  const whole = createGateMeter(gate);
  let cut = createGateMeter(gate);
  for (let sec = 0; sec < 30_000; sec += 10) {
    const of = sec % 70 === 0 ? 1 : 0;
    expect(cut.add(sec, of, 1, 0, 0)).toBe(whole.add(sec, of, 1, 0, 0));
    if (sec % 1000 === 0) cut = createGateMeter(gate, JSON.parse(JSON.stringify(cut.toJSON())));
  }
  expect(whole.toJSON().grains.length).toBeLessThanOrEqual(60);
});
