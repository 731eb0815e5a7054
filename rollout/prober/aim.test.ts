import { expect, it } from 'vitest';
import type { ReadyFlow } from '../flows/files/ready-flow.ts';
import { aim } from './aim.ts';

const FLOW = {
  id: 'look',
  slo: { id: 'slo', title: 't', objectiveRatio: 0.9, windowMs: 60_000 },
} as ReadyFlow;
const PLACE = { deadlineMs: 30_000, jitterRatio: 0.1 };
const TIMING = { everyMs: 10_000, scale: 2, seed: 1 };

it('tells one flow at two targets apart, and knows that it is one', () => {
  const probes = ['canary', 'stable'].map(
    (name) => aim(FLOW, PLACE, { name, base: 'http://127.0.0.1:1' }, TIMING).probe,
  );
  expect(probes.map(({ id, flow, target }) => [id, flow, target])).toEqual([
    ['look@canary', 'look', 'canary'],
    ['look@stable', 'look', 'stable'],
  ]);
  expect(probes.map(({ table }) => table.flow)).toEqual(['look@canary', 'look@stable']);
});

it('goes by its own name and shows the address where there is but one target', () => {
  const { probe } = aim(FLOW, PLACE, { name: '', base: 'http://127.0.0.1:1' }, TIMING);
  expect(probe).toMatchObject({ id: 'look', flow: 'look', target: 'http://127.0.0.1:1' });
});

it('ends a run before the next is due, and divides window and deadline', () => {
  const { probe } = aim(FLOW, PLACE, { name: '', base: '' }, TIMING);
  expect([probe.deadlineMs, probe.slo.windowMs]).toEqual([10_000, 30_000]);
});
