// What Argo's own controller makes of our questions: no silence, no stranger's answer and no missing figure ever lets a step pass.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NODE_ADDRESS } from '../../lib/node/cluster/local/inside/addresses.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { type Child, startChild } from '../../lib/node/process/child.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { POLICIES } from '../../rollout/decision/policies.ts';
import type { AnalysisTemplate } from '../../rollout/templates/argo.ts';
import { loadValues, toValuesPath } from '../../rollout/templates/generate.ts';
import { listManifests, type Manifest } from '../../rollout/templates/manifests.ts';
import type { Values } from '../../rollout/values/values-schema.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const NAMESPACE = 'aurora-questions';
const FIRST_PORT = 19_440;
/** Ports by what is answered there; at the last one nobody listens. */
const PORTS = { page: 0, promote: 1, hold: 2, abort: 3, other: 4, nobody: 9 } as const;
type Answer = keyof typeof PORTS;

const { values: staging, monitored } = await loadValues('staging', repoPath(toValuesPath('staging')));
/** So short that a step that is undecided ends within 14 s. */
const SHORT: Values = {
  ...staging,
  namespace: NAMESPACE,
  guards: { ...staging.guards, intervalS: 2, windowS: 10, successes: 1 },
  decision: { ...POLICIES.staging, maxHoldS: 10 },
};

function findTemplate(answer: Answer, end: string, isScraped: boolean): AnalysisTemplate {
  const values: Values = {
    ...SHORT,
    addresses: {
      ...SHORT.addresses,
      prometheus: `http://${NODE_ADDRESS}:9090`,
      decision: `http://${NODE_ADDRESS}:${FIRST_PORT + PORTS[answer]}`,
    },
    guards: { ...SHORT.guards, decisionIsScraped: isScraped },
  };
  const found = Object.values(listManifests(values, monitored))
    .flat()
    .find(({ kind, metadata }) => kind === 'AnalysisTemplate' && metadata?.name === `aurora-${end}`);
  if (found === undefined) throw new Error(`there is no template aurora-${end}`);
  return found as AnalysisTemplate;
}

const ARGS = { canary: 'c', stable: 's', step: '1' };

interface Case {
  readonly name: string;
  readonly answer: Answer;
  readonly template: string;
  readonly isScraped?: boolean;
  readonly phase: string;
}
const CASES: readonly Case[] = [
  { name: 'a decision to promote', answer: 'promote', template: 'decision-step', phase: 'Successful' },
  { name: 'a hold that does not end', answer: 'hold', template: 'decision-step', phase: 'Failed' },
  { name: 'an abort at a step', answer: 'abort', template: 'decision-step', phase: 'Failed' },
  { name: 'nobody at a step', answer: 'nobody', template: 'decision-step', phase: 'Error' },
  { name: 'JSON without a decision', answer: 'other', template: 'decision-step', phase: 'Error' },
  // Argo takes a body that is no JSON for a success: this is why a step asks twice.
  { name: 'the page of a proxy, asked once', answer: 'page', template: 'decision-step', phase: 'Successful' },
  {
    name: 'the page of a proxy',
    answer: 'page',
    template: 'decision-step',
    isScraped: true,
    phase: 'Failed',
  },
  {
    name: 'a decision that Prometheus does not know of',
    answer: 'promote',
    template: 'decision-step',
    isScraped: true,
    phase: 'Failed',
  },
  { name: 'an abort beside the steps', answer: 'abort', template: 'decision-watch', phase: 'Failed' },
  { name: 'a hold beside the steps', answer: 'hold', template: 'decision-watch', phase: 'Running' },
  { name: 'no events at a step', answer: 'promote', template: 'availability-step', phase: 'Failed' },
  { name: 'no events beside the steps', answer: 'promote', template: 'availability-watch', phase: 'Running' },
  { name: 'no pod of the canary', answer: 'promote', template: 'saturation-memory-step', phase: 'Failed' },
  { name: 'no run of a flow', answer: 'promote', template: 'probes-step', phase: 'Failed' },
];
const toRunName = (n: number) => `question-${n}`;

function toRun(n: number, { answer, template, isScraped = false }: Case): Manifest {
  const { spec } = findTemplate(answer, template, isScraped);
  const args = (spec.args ?? []).map(({ name }) => ({ name, value: ARGS[name as keyof typeof ARGS] }));
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisRun',
    metadata: { name: toRunName(n), namespace: NAMESPACE },
    spec: { metrics: spec.metrics, args },
  } as Manifest;
}

let kubectl: Kubectl;
let answers: Child;
beforeAll(async () => {
  kubectl = await openKubectl();
  const { enter } = kubectl.access;
  const program = join(import.meta.dirname, 'answers.mjs');
  const [command = '', ...args] = [...enter, process.execPath, program, NODE_ADDRESS, String(FIRST_PORT)];
  answers = await startChild({ command, args, pipeStdout: true });
  const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  const { code, output } = await kubectl.apply([namespace, ...CASES.map((one, n) => toRun(n, one))]);
  expect(code, output).toBe(0);
});
afterAll(async () => {
  await answers?.stop();
  await kubectl.run('delete', 'namespace', NAMESPACE, '--wait=false');
  await kubectl[Symbol.asyncDispose]();
});

const readPhase = (n: number) => kubectl.read(NAMESPACE, `analysisrun/${toRunName(n)}`, '{.status.phase}');
const readCount = (n: number) =>
  kubectl.read(NAMESPACE, `analysisrun/${toRunName(n)}`, '{.status.metricResults[0].measurements[*].phase}');

describe('Argo finds', () => {
  test.each(CASES.map((one, n) => [one.name, one.phase, n] as const))('%s: %s', async (_, phase, n) => {
    const last = await waitFor(
      `question ${n}`,
      90_000,
      async () => {
        const now = await readPhase(n);
        // What goes on must have been asked a few times.
        const isSettled =
          now === 'Running' ? (await readCount(n)).split(' ').length > 4 : now !== '' && now !== 'Pending';
        return isSettled && (now !== 'Running' || phase === 'Running') ? now : undefined;
      },
      500,
    );
    expect(last).toBe(phase);
  });
});
