// Every manifest against the real API server and the real kinds of Argo Rollouts, and what Argo makes of one that is wrong.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { repoPath } from '../../lib/node/files/paths.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { ENVIRONMENTS } from '../../rollout/decision/policy-words.ts';
import type { Rollout } from '../../rollout/templates/argo.ts';
import { loadValues, toValuesPath } from '../../rollout/templates/generate.ts';
import { listManifests, type Manifest } from '../../rollout/templates/manifests.ts';
import type { Values } from '../../rollout/values/values-schema.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const load = (environment: (typeof ENVIRONMENTS)[number]) =>
  loadValues(environment, repoPath(toValuesPath(environment)));
const { values: STAGING, monitored } = await load('staging');
const listAll = (values: Values): readonly Manifest[] =>
  Object.values(listManifests(values, monitored)).flat();
const toNamespace = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

let kubectl: Kubectl;
beforeAll(async () => {
  kubectl = await openKubectl();
  for (const environment of ENVIRONMENTS) await kubectl.apply([toNamespace(`aurora-${environment}`)]);
});
afterAll(async () => {
  await kubectl.run('delete', 'namespace', '--wait=false', ...ENVIRONMENTS.map((one) => `aurora-${one}`));
  await kubectl[Symbol.asyncDispose]();
});

const DRY = '--dry-run=server';
const count = (text: string, part: string) => text.split(part).length - 1;

test.each(ENVIRONMENTS)('what is committed of %s is taken, each object of it', async (environment) => {
  const path = repoPath('rollout/generated', environment, 'rollouts.yaml');
  const objects = parseAllDocuments(await readFile(path, 'utf8')).length;
  const { code, output } = await kubectl.run('apply', DRY, '--validate=strict', '-f', path);
  expect({ code, taken: count(output, '(server dry run)') }, output).toEqual({ code: 0, taken: objects });
});

test.each<Values['router']>([
  { kind: 'nginx', host: 'a.example', className: 'nginx' },
  // The route is a kind of the Gateway API, which is not installed here: it alone is left out.
  { kind: 'gateway', host: 'a.example', gateway: 'front' },
])('it is taken with the router $kind', async (router) => {
  const manifests = listAll({ ...STAGING, router }).filter(({ kind }) => kind !== 'HTTPRoute');
  const { code, output } = await kubectl.apply(manifests, DRY);
  expect({ code, taken: count(output, '(server dry run)') }, output).toEqual({
    code: 0,
    taken: manifests.length,
  });
});

const KINDS = [...new Set(listAll(STAGING).map(({ kind }) => kind ?? ''))];
test.each(KINDS)('a key that no %s has is refused', async (kind) => {
  const one = listAll(STAGING).find((manifest) => manifest.kind === kind);
  const { code, output } = await kubectl.apply([{ ...one, nobodyKnows: 1 } as Manifest], DRY);
  expect({ code, isNamed: output.includes('nobodyKnows') }, output).toEqual({ code: 1, isNamed: true });
});

test('a key that no pod of a Rollout has is refused, however deep it lies', async () => {
  const text = JSON.stringify(listAll(STAGING).find(({ kind }) => kind === 'Rollout'));
  const wrong = JSON.parse(text.replace('"preStop"', '"preStopp"')) as Manifest;
  const { code, output } = await kubectl.apply([wrong], DRY);
  expect(code).toBe(1);
  expect(output).toContain('unknown field "spec.template.spec.containers[0].lifecycle.preStopp"');
});

describe('a sleep of 0 before the end', () => {
  const zero = { ...STAGING, shutdown: { ...STAGING.shutdown, preStopS: 0 } };
  it('is an invalid Rollout to Argo, which changes nothing: so our values refuse it', async () => {
    const rollout = listAll(zero).find(({ kind }) => kind === 'Rollout') as Rollout;
    await kubectl.apply(
      listAll(zero).filter(({ kind }) => kind === 'Service' || kind === 'AnalysisTemplate'),
    );
    expect((await kubectl.apply([rollout])).code).toBe(0);
    const says = await waitFor(
      'what Argo says of it',
      60_000,
      async () => {
        const said = await kubectl.read(zero.namespace, 'rollout/aurora', '{.status.conditions[*].reason}');
        return said.includes('InvalidSpec') ? said : undefined;
      },
      500,
    );
    expect(says).toContain('InvalidSpec');
    expect(await kubectl.read(zero.namespace, 'replicasets', '{.items[*].metadata.name}')).toBe('');
  });
});
