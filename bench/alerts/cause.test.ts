import { expect, it, test } from 'vitest';
import { type Cause, findTold, type Measured, measureCause } from './cause.ts';
import type { Told } from './told.ts';

const PATIENCE = { toldMs: 60, overMs: 60 };
const told = (status: Told['status'], atMs: number, labels: Told['labels'], firedMs = atMs): Told => ({
  labels,
  status,
  firedMs,
  atMs,
});

test.each<[string, Told, boolean]>([
  ['after the cause', told('firing', 20, { alertname: 'A', gate: 'x' }), true],
  ['of another gate', told('firing', 20, { alertname: 'A', gate: 'y' }), false],
  ['of another alert', told('firing', 20, { alertname: 'B', gate: 'x' }), false],
  ['that is over', told('resolved', 20, { alertname: 'A', gate: 'x' }), false],
  ['that was told before the cause', told('firing', 5, { alertname: 'A', gate: 'x' }), false],
  [
    'that fired before the cause, and was told once more',
    told('firing', 20, { alertname: 'A', gate: 'x' }, 5),
    false,
  ],
])('an alert %s', (_, one, isFound) => {
  expect(findTold([one], { alertname: 'A', gate: 'x' }, 'firing', 10) !== undefined).toBe(isFound);
});

/** A cause whose alert is told at once, if at all, and told over likewise. */
const play = async (tells: readonly Told['status'][]): Promise<readonly Measured[]> => {
  const all: Told[] = [];
  const say = (status: Told['status']) => {
    const atMs = Date.now();
    if (tells.includes(status)) all.push(told(status, atMs, { alertname: 'A', run: 'r1' }));
    return atMs;
  };
  const cause: Cause = {
    what: 'a fault',
    alerts: [{ alertname: 'A' }],
    on: async () => ({ atMs: say('firing'), labels: { run: 'r1' } }),
    off: async () => say('resolved'),
  };
  return measureCause(cause, () => all, PATIENCE);
};

it('is measured to whoever is told, and to whoever is told that it is over', async () => {
  const [row] = await play(['firing', 'resolved']);
  expect(row).toMatchObject({ what: 'a fault', labels: { alertname: 'A' } });
  expect(row?.toldMs).toBeGreaterThanOrEqual(0);
  expect(row?.overMs).toBeGreaterThanOrEqual(0);
});

test.each<[string, readonly Told['status'][]]>([
  ['is never told', []],
  ['is told over alone', ['resolved']],
])('an alert that %s has no time, and is not waited for again', async (_, tells) => {
  expect(await play(tells)).toMatchObject([{ toldMs: undefined, overMs: undefined }]);
});

it('has no end where it is not told over', async () => {
  expect((await play(['firing']))[0]).toMatchObject({ toldMs: expect.any(Number), overMs: undefined });
});
