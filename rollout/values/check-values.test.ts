// Values that fit, and each way in which they do not: told at the line and column of the part that is wrong.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { toMostCanaryPods } from './check-steps.ts';
import { readValuesFile, readValuesText } from './read-values.ts';

const STAGING = readFileSync(repoPath('rollout/values/staging.yaml'), 'utf8');
const PROD = readFileSync(repoPath('rollout/values/prod.yaml'), 'utf8');

const tell = (text: string): readonly string[] => {
  const read = readValuesText('v.yaml', text);
  return 'faults' in read ? read.faults : [];
};
/** A text with one part of it changed. */
const change = (text: string, from: string | RegExp, to: string): string => {
  const changed = text.replace(from, to);
  if (changed === text && !text.includes(to)) throw new Error(`nothing to change: ${from}`);
  return changed;
};
/** Line and column of a text, as an editor counts. */
const placeOf = (text: string, part: string): string => {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return `v.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}:`;
};

test.each(ENVIRONMENTS)('the values of %s are sound', async (environment) => {
  const path = `rollout/values/${environment}.yaml`;
  const read = await readValuesFile(path, repoPath(path));
  expect(read).toMatchObject({ values: { environment } });
});

describe('steps', () => {
  const withSteps = (...weights: readonly number[]) =>
    change(
      STAGING,
      /steps:\n(?: {4}- .*\n)+/,
      `steps:\n${weights.map((weight) => `    - { weight: ${weight}, pauseS: 60 }\n`).join('')}`,
    );
  test.each<[readonly number[], RegExp]>([
    [[20, 20, 60], /steps\[1\]\.weight: 20 does not rise above the 20 of the step before it/],
    [[20, 10, 50, 60], /steps\[1\]\.weight: 10 does not rise/],
    [[20, 60, 40, 80], /steps\[2\]\.weight: 40 does not rise/],
    [[40, 60], /steps\[0\]\.weight: the first step takes 40 %, and blastRadius\.maxFirstWeight is 20/],
    [[20, 61, 80], /steps\[1\]\.weight: 20 to 61 % is 41 at once, and blastRadius\.maxWeightIncrease is 40/],
    [[20, 40, 59], /steps\[2\]\.weight: behind the last step 59 % become all at once/],
    [[20, 100], /20 to 100 % is 80 at once/],
    [[20, 40, 60, 80], /minStablePods: at 80 % only 1 of 5 pods are stable, and 2 must be/],
    [
      [5, 40, 60],
      /steps\[0\]\.weight: 5 % cannot be of 5 pods, of which one is 20 %: give 20 replicas, a larger/,
    ],
    [[20, 40, 101], /steps\[2\]\.weight must be at most 100/],
    [[0, 40, 60], /steps\[0\]\.weight must be at least 1/],
  ])('%j', (weights, wanted) => expect(tell(withSteps(...weights)).join('\n')).toMatch(wanted));

  test.each<[readonly number[]]>([[[20, 40, 60]], [[20, 60]]])('%j pass', (weights) =>
    expect(tell(change(withSteps(...weights), 'minTotalPauseS: 120', 'minTotalPauseS: 60'))).toEqual([]));

  it('may end at 100', () => {
    const text = change(
      PROD,
      '- { weight: 75, pauseS: 600 }',
      '- { weight: 75, pauseS: 600 }\n    - { weight: 100, pauseS: 60 }',
    );
    expect(tell(text)).toEqual([]);
  });

  it('must be there', () =>
    expect(tell(change(STAGING, /steps:\n(?: {4}- .*\n)+/, 'steps: []\n')).join()).toMatch(
      /steps must have 1 or more items/,
    ));

  it('must run the gate where the policy waits for it', () => {
    const without = change(PROD, ', gate: true', '');
    expect(tell(without).join()).toMatch(
      /the policy waits for a verdict of the gate, and nothing gives it one/,
    );
    const told = change(without, 'addresses:\n', 'addresses:\n  gate: /results/{canary}/summary.json\n');
    expect(tell(told)).toEqual([]);
  });

  it('5 % of 3 pods can be with a router', () => {
    const few = change(PROD, 'replicas: 10', 'replicas: 3');
    expect(tell(change(few, 'minAvailable: 8', 'minAvailable: 2'))).toEqual([]);
  });
});

test.each<[string, string, string, string, string]>([
  ['a pause past its bound', 'pauseS: 60', 'pauseS: 601', '601 }', 'is past blastRadius.maxPauseS, 600'],
  [
    'a sleep of 0',
    'preStopS: 3',
    'preStopS: 0',
    '0, graceS',
    'Argo takes a sleep of 0 for an invalid Rollout',
  ],
  [
    'a flow whose last run is mostly too old',
    'everyS: 20',
    'everyS: 31',
    '31\n',
    'takes no run of a flow that is older than 60 s',
  ],
  ['no time to end', 'graceS: 30', 'graceS: 3', '3 }\nminAvailable', 'nothing is left to end in'],
  [
    'a budget that blocks every drain',
    'minAvailable: 3',
    'minAvailable: 5',
    '5\nresources',
    'no node could be drained',
  ],
  [
    'a surge past the radius',
    'maxSurge: 1\n',
    'maxSurge: 3\n',
    '3\n  maxUnavailable',
    'is past blastRadius.maxSurge, 2',
  ],
  [
    'too many away',
    'maxUnavailable: 0',
    'maxUnavailable: 2',
    '2\n  minReadyS',
    'is past blastRadius.maxUnavailable, 1',
  ],
  [
    'no pod replaced',
    'maxSurge: 1\n',
    'maxSurge: 0\n',
    '0\n  maxUnavailable',
    'no pod could ever be replaced',
  ],
  [
    'another namespace',
    'namespace: aurora-staging',
    'namespace: aurora-prod',
    'aurora-prod\n#',
    'is none of blastRadius.allowedNamespaces',
  ],
  ['an image that moves', 'aurora:local', 'aurora:latest', 'aurora:latest', 'is another image tomorrow'],
  [
    'a deadline before a pod can be ready',
    'progressDeadlineS: 300',
    'progressDeadlineS: 12',
    '12\n  rollback',
    'is over before a pod can count',
  ],
  [
    'a probe that outlasts its period',
    'timeoutS: 2,',
    'timeoutS: 6,',
    '6, failures: 2',
    'is longer than the 5 s',
  ],
  [
    'a request past the limit',
    'memory: 128Mi }\n  limits',
    'memory: 1Gi }\n  limits',
    '1Gi }',
    'is more than the limit, 256Mi',
  ],
  [
    'a gate that nobody describes',
    '- { weight: 40, pauseS: 60 }',
    '- { weight: 40, pauseS: 60, gate: true }',
    'true }',
    'there is no `gate`',
  ],
  ['a window without a reading', 'windowS: 60', 'windowS: 9', '9\n  minEvents', 'is shorter than intervalS'],
  ['a secret in the open', 'env:\n', 'env:\n  API_TOKEN: hunter2\n', 'hunter2', 'has the name of a secret'],
  [
    'a router without a name',
    'router: { kind: none }',
    'router: { kind: nginx }',
    '{ kind: nginx }',
    'has no host',
  ],
  [
    'a route that hangs nowhere',
    'router: { kind: none }',
    'router: { kind: gateway, host: a.example }',
    '{ kind: gateway',
    'has no gateway',
  ],
])('%s is told where it stands', (_, from, to, part, wanted) => {
  const text = change(STAGING, from, to);
  const faults = tell(text);
  expect(faults.join('\n')).toContain(wanted);
  expect(faults.some((line) => line.startsWith(placeOf(text, part)))).toBe(true);
  expect(faults.join('\n')).not.toContain('hunter2');
});

test.each<[string, string, RegExp]>([
  ['replicas: 5', 'replicaz: 5', /v\.yaml:\d+:1: replicaz is an unknown key \(Did you mean replicas\?\)/],
  ['replicas: 5', 'replicas: five', /replicas must be a whole number/],
  ['replicas: 5', 'replicas: 0', /replicas must be at least 1/],
  ['kind: none', 'kind: istio', /router\.kind must be one of none, nginx, gateway/],
  ['environment: staging', 'environment: stage', /environment must be one of/],
  ['cpu: 100m', 'cpu: 100 m', /cpu does not have the form/],
  ['http://aurora-decision:9444', 'aurora-decision:9444', /addresses\.decision does not have the form/],
  [
    'http://aurora-decision:9444',
    'http://aurora-decision:9444/x?a={{args.b}}',
    /addresses\.decision does not/,
  ],
  ['name: aurora\n', 'name: Aurora\n', /name does not have the form/],
  ['replicas: 5', 'replicas: 5\nreplicas: 6', /v\.yaml:\d+:\d+:/],
])('%s as %s is refused', (from, to, wanted) =>
  expect(tell(change(STAGING, from, to)).join('\n')).toMatch(wanted));

test.each([
  [3, 5, 1],
  [5, 20, 1],
  [5, 30, 2],
  [10, 75, 8],
])('of %i pods, %i %% are %i at most', (replicas, weight, pods) =>
  expect(toMostCanaryPods(replicas, weight)).toBe(pods));
