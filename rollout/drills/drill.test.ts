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

it('never lets a bad version pass', () => {
  expect(drills.filter(({ canary, ends }) => canary.defects !== '' && ends !== 'aborted')).toEqual([]);
});

it('has the drills of a good version for a service that names no bad one', () => {
  expect(listDrills({}).every(({ canary }) => canary.defects === '')).toBe(true);
});
