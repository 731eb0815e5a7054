import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults/table.ts';
import { planMayhem } from './plan-mayhem.ts';

const ids = (runs: ReturnType<typeof planMayhem>) => runs.map(({ fault }) => fault.id);
const ALL = FAULTS.map(({ id }) => id);

describe('planMayhem', () => {
  it('gives every fault once before any comes again', () => {
    const planned = ids(planMayhem(FAULTS, 2 * FAULTS.length, 1));
    expect(planned.slice(0, FAULTS.length).sort()).toEqual([...ALL].sort());
    expect(planned.slice(FAULTS.length).sort()).toEqual([...ALL].sort());
  });

  it.each([1, 2, 3 * FAULTS.length + 1])('plans %i runs, numbered, each with a seed of its own', (runs) => {
    const planned = planMayhem(FAULTS, runs, 7);
    expect(planned.map(({ n }) => n)).toEqual(Array.from({ length: runs }, (_, i) => i + 1));
    expect(planned.map(({ seed }) => seed)).toEqual(Array.from({ length: runs }, (_, i) => 7 + i));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(planMayhem(FAULTS, 50, 1)).toEqual(planMayhem(FAULTS, 50, 1));
    expect(ids(planMayhem(FAULTS, 50, 1))).not.toEqual(ids(planMayhem(FAULTS, 50, 2)));
  });

  it('strikes within the seconds of its fault, and at many of them', () => {
    const runs = planMayhem(FAULTS, 40 * FAULTS.length, 3);
    for (const { fault, atSec } of runs) {
      expect(atSec).toBeGreaterThanOrEqual(fault.between[0]);
      expect(atSec).toBeLessThanOrEqual(fault.between[1]);
    }
    const moments = runs.filter(({ fault }) => fault.id === 'k6-killed').map(({ atSec }) => atSec);
    expect(new Set(moments).size).toBeGreaterThan(20);
  });

  it('takes the Toxiproxy that a fault asks for, and either by turns where it does not', () => {
    const fault = (id: string) => ({ ...FAULTS[0]!, id });
    const faults = [
      { ...fault('own'), toxiproxy: 'own' as const },
      { ...fault('foreign'), toxiproxy: 'foreign' as const },
      { ...fault('either'), toxiproxy: undefined },
    ];
    const of = (id: string) =>
      new Set(
        planMayhem(faults as typeof FAULTS, 60, 1).flatMap((run) =>
          run.fault.id === id ? [run.toxiproxy] : [],
        ),
      );
    expect([of('own'), of('foreign'), of('either')]).toEqual([
      new Set(['own']),
      new Set(['foreign']),
      new Set(['own', 'foreign']),
    ]);
  });
});
