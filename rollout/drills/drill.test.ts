import { expect, it } from 'vitest';
import { CANARIES } from '../../services/aurora/canaries.ts';
import { listDrills, UPSETS } from './drill.ts';

const drills = listDrills(CANARIES);

it('has a drill for each bad version and each upset, each under a name of its own', () => {
  const ids = drills.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(drills.map(({ upset }) => upset))).toEqual(new Set(Object.keys(UPSETS)));
  expect(new Set(drills.map(({ canary }) => canary.defects))).toEqual(
    new Set(['', ...Object.values(CANARIES).map(({ defects }) => defects)]),
  );
});

it('has one that must pass, and more that must not', () => {
  expect(drills.find(({ id }) => id === 'good-canary')).toMatchObject({ ends: 'promoted', upset: 'none' });
  expect(drills.find(({ id }) => id === 'bad-canary')).toMatchObject({ ends: 'aborted', upset: 'none' });
});

it('has one of a toxic within a step, and two of weights that follow the evidence, which are played only where they are named', () => {
  expect(drills.filter(({ isOptional }) => isOptional === true)).toEqual([
    expect.objectContaining({ id: 'toxic-step', ends: 'aborted', backWithinS: 60 }),
    expect.objectContaining({ id: 'adaptive-weights', ends: 'promoted', weights: 'adaptive' }),
    expect.objectContaining({ id: 'adaptive-bad', ends: 'aborted', weights: 'adaptive' }),
  ]);
});

it('never lets a bad version pass', () => {
  expect(drills.filter(({ canary, ends }) => canary.defects !== '' && ends !== 'aborted')).toEqual([]);
});

it('lets the gate be a stage of one that must pass it, and of each that it alone finds', () => {
  const gated = drills.filter(({ gate }) => gate !== undefined);
  expect(gated.map(({ id, canary, gate, ends }) => [id, canary.defects !== '', gate, ends])).toEqual([
    ['gate-stage', false, 'pass', 'promoted'],
    ['gate-treatment', true, 'fail', 'aborted'],
  ]);
  expect(gated.every(({ servers }) => servers === 'pods')).toBe(true);
  const others = drills.filter(({ gate }) => gate === undefined);
  expect(others.some(({ canary }) => canary.onlyGateFinds)).toBe(false);
});

it('has the drills of a good version for a service that names no bad one', () => {
  expect(listDrills({}).every(({ canary }) => canary.defects === '')).toBe(true);
});
