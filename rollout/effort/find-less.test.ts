// A pass counts where the run tried as much as is asked for; each measure that may be less has its sentence.
import { expect, it, test } from 'vitest';
import { toRunSummary } from '../../test/runs/good-run.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { toFullEffort } from './asked-effort.ts';
import type { AskedEffort } from './asked-schema.ts';
import { findLess, readSigned, readTried, toGateCommand } from './find-less.ts';

const GATE = { profile: 'gate' };
const FULL = toFullEffort(GATE);

it('a profile in full is what its schedule says', () => {
  expect(FULL).toEqual({
    ...{ profile: 'gate', once: false, timeScale: 1, seconds: 7_200, chaosS: 1_200, spikeS: 60 },
    ...{ baseRps: 1, chaosRps: 3, spikeRps: 20 },
    faults: ['latency', 'timeout', 'reset', 'bandwidth', 'mix'],
  });
});

test.each(Object.keys(PROFILES))('a run of %s in full is enough for itself, and for no other', (profile) => {
  const effort = toFullEffort({ profile });
  for (const asked of Object.keys(PROFILES))
    expect(findLess(effort, { profile: asked }) === undefined).toBe(asked === profile);
});

test.each<[string, object, string]>([
  ['one pass', { once: true }, 'was one pass without load, and the profile gate is asked for'],
  ['another profile', { profile: 'quick' }, 'ran with the profile quick, and the profile gate'],
  ['a profile that nobody knows', { profile: 'huge\u001b[31m' }, 'ran with the profile huge'],
  ['a compressed clock', { timeScale: 60 }, 'compressed its clock 60 times'],
  ['a short run', { seconds: 90 }, 'played 90 s, and 7200 s are asked for, as the profile gate has them'],
  ['short windows', { chaosS: 12 }, 'played 12 s within chaos windows, and 1200 s'],
  ['no spike', { spikeS: 0 }, 'played 0 s within spikes, and 60 s'],
  ['a low rate', { baseRps: 0.1 }, 'played 0.1 journeys/s at baseline, and 1 journeys/s'],
  ['a low rate in windows', { chaosRps: 1 }, 'in a chaos window'],
  ['a low spike', { spikeRps: 1 }, 'in a spike'],
  ['no faults', { faults: [] }, 'injected no faults, and latency, timeout'],
  ['a fault less', { faults: ['latency', 'timeout', 'reset', 'mix'] }, 'and bandwidth is asked for as well'],
  ['no number', { seconds: Number.NaN }, 'played NaN s'],
])('%s is less', (_, change, says) => {
  expect(findLess({ ...FULL, ...change }, GATE)).toContain(says);
});

test.each<[string, object, AskedEffort]>([
  ['a last moment less', { seconds: 7_195 }, GATE],
  ['more of everything', { seconds: 9_000, chaosS: 2_000, baseRps: 5, spikeRps: 50 }, GATE],
  ['a stretched clock', { timeScale: 0.5 }, GATE],
  ['no faults, where none are asked for', { chaosS: 0, faults: [], chaosRps: 1 }, { ...GATE, faults: false }],
  [
    'half a minute, where no more is asked for',
    { profile: 'quick', seconds: 30, chaosS: 0, spikeS: 0, faults: [] },
    { profile: 'quick', leastS: 30, faults: false },
  ],
])('%s is enough', (_, change, asked) => {
  expect(findLess({ ...FULL, ...change }, asked)).toBeUndefined();
});

it('what a policy asks for in seconds is its own', () => {
  const asked = { profile: 'quick', leastS: 30, faults: false };
  const tried = { ...toFullEffort(asked), seconds: 20 };
  expect(findLess(tried, asked)).toBe('played 20 s, and 30 s are asked for, as leastS of the policy says');
  expect(toGateCommand(asked)).toBe('npm run soak -- --profile quick --duration-seconds 30');
  expect(toGateCommand(GATE)).toContain('--profile gate, with its faults');
});

it('what does not say how much it tried is none', () => {
  const { faults: _, ...older } = FULL;
  for (const told of [
    undefined,
    null,
    'gate',
    {},
    older,
    { ...FULL, seconds: '7200' },
    { ...FULL, faults: ['quake'] },
  ])
    expect(readSigned(told)).toBeUndefined();
  expect(readSigned({ of: 'soak', ...FULL })).toMatchObject(FULL);
  expect(findLess(undefined, GATE)).toBe(
    'does not say how much it tried, and the profile gate is asked for in full',
  );
  for (const told of [
    {},
    { phases: {}, chaos_modes: {}, load_profile: {} },
    { profile: 'gate', total_seconds: 7_200 },
  ])
    expect(readTried(told)).toBeUndefined();
  expect(readTried(toRunSummary())).toMatchObject({ profile: toRunSummary().profile });
});
