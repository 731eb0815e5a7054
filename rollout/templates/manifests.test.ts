// The objects of every environment: whole, under names that find each other, and with no question whose silence is a yes.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { listEnvNames, type Option } from '../../lib/core/options/option.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { loadPart, loadService } from '../../lib/node/service/load-service.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { ROLLOUT } from '../commands/options.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { toFlowsCommand } from '../flows/commands/options.ts';
import { pickPolicy } from '../values/pick-policy.ts';
import { readValuesText } from '../values/read-values.ts';
import type { Values } from '../values/values-schema.ts';
import type { AnalysisRef, AnalysisTemplate, CanaryStep, Metric, Rollout } from './argo.ts';
import { listManifests, type Manifest } from './manifests.ts';

const monitored = await loadPart<Monitored>(await loadService('aurora'), 'monitoring.ts', 'MONITORED');

const readValues = (environment: string): Values => {
  const path = `rollout/values/${environment}.yaml`;
  const read = readValuesText(path, readFileSync(repoPath(path), 'utf8'));
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.values;
};
const STAGING = readValues('staging');
const listAll = (values: Values): readonly Manifest[] =>
  Object.values(listManifests(values, monitored)).flat();
const listTemplates = (all: readonly Manifest[]) =>
  all.filter((one): one is AnalysisTemplate => one.kind === 'AnalysisTemplate');
const findRollout = (all: readonly Manifest[]) => all.find(({ kind }) => kind === 'Rollout') as Rollout;
const isAnalysis = (step: CanaryStep): step is { readonly analysis: AnalysisRef } => 'analysis' in step;
const listRefs = ({ spec }: Rollout): readonly AnalysisRef[] => [
  spec.strategy.canary.analysis,
  ...spec.strategy.canary.steps.filter(isAnalysis).map(({ analysis }) => analysis),
];

/** A condition of Argo, whose words for these are also JavaScript's. */
const judge = (condition: string, result: unknown): boolean => {
  const isNaNumber = (value: unknown) => Number.isNaN(value);
  const isInf = (value: unknown) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  const len = (value: readonly unknown[]) => value.length;
  return new Function('result', 'len', 'isNaN', 'isInf', `return ${condition}`)(
    result,
    len,
    isNaNumber,
    isInf,
  ) as boolean;
};
/** What a measurement is to Argo (utils/evaluate of 1.10). */
const evaluate = ({ successCondition, failureCondition }: Metric, result: unknown) => {
  if (failureCondition !== undefined && judge(failureCondition, result)) return 'Failed';
  if (successCondition !== undefined && judge(successCondition, result)) return 'Successful';
  return 'Inconclusive';
};

const { NaN: NOT_A_NUMBER, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
const OTHER_ROUTERS: readonly Values['router'][] = [
  { kind: 'nginx', host: 'a.example', className: 'nginx' },
  { kind: 'gateway', host: 'a.example', gateway: 'front' },
];
const CASES: readonly (readonly [string, Values])[] = [
  ...ENVIRONMENTS.map((environment) => [environment, readValues(environment)] as const),
  ...OTHER_ROUTERS.map((router) => [`staging by ${router.kind}`, { ...STAGING, router }] as const),
];

describe.each(CASES)('%s', (_, values) => {
  const all = listAll(values);
  const rollout = findRollout(all);
  const templates = listTemplates(all);
  const metrics = templates.flatMap(({ spec }) => spec.metrics);

  it('has each object once, all in its namespace, and no namespace', () => {
    const ids = all.map(({ kind, metadata }) => `${kind} ${metadata?.name}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.filter(({ metadata }) => metadata?.namespace !== values.namespace)).toEqual([]);
    expect(all.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
  });

  it('has each template that it asks, asks each that it has, and gives it what it needs', () => {
    const refs = listRefs(rollout);
    const asked = refs.flatMap((ref) => ref.templates.map(({ templateName }) => templateName));
    expect([...new Set(asked)].sort()).toEqual(templates.map(({ metadata }) => metadata.name).sort());
    for (const { templates: named, args = [] } of refs) {
      const given = args.map(({ name }) => name);
      const ofOne = templates.filter(({ metadata }) =>
        named.some(({ templateName }) => templateName === metadata.name),
      );
      const needed = ofOne.flatMap(({ spec }) => spec.args?.map(({ name }) => name) ?? []);
      expect(needed.filter((name) => !given.includes(name))).toEqual([]);
      // Argo merges the templates of one run: two metrics of one name would be refused.
      const names = ofOne.flatMap(({ spec }) => spec.metrics.map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('uses no argument that its template does not name', () => {
    for (const { spec } of templates) {
      const used = [...JSON.stringify(spec.metrics).matchAll(/\{\{args\.([\w-]+)\}\}/g)].map(
        ([, name]) => name,
      );
      const named = spec.args?.map(({ name }) => name) ?? [];
      expect(used.filter((name = '') => !named.includes(name))).toEqual([]);
    }
  });

  it('watches from the first step on, and judges each step after its pause', () => {
    const { steps, analysis } = rollout.spec.strategy.canary;
    expect(analysis.startingStep).toBe(steps.findIndex((step) => 'setWeight' in step));
    const kinds = steps.slice(analysis.startingStep).map((step) => Object.keys(step)[0]);
    expect(kinds).toEqual(values.rollout.steps.flatMap(() => ['setWeight', 'pause', 'analysis']));
    expect(steps.flatMap((step) => ('setWeight' in step ? step.setWeight : []))).toEqual(
      values.rollout.steps.map(({ weight }) => weight),
    );
  });

  it('asks every objective of the service, its process, and the decision, beside the steps and at each of them', () => {
    for (const ref of listRefs(rollout).filter(({ args }) => args !== undefined)) {
      const text = ref.templates.map(({ templateName }) => templateName).join(' ');
      for (const end of ['decision', 'availability', 'latency', 'whole-answers', 'saturation-memory'])
        expect(text).toContain(`${values.name}-${end}-`);
    }
  });

  it('has no series of a version without its hash', () => {
    for (const { provider } of metrics) {
      if (!('prometheus' in provider) || !provider.prometheus.query.includes('hash="{{args.')) continue;
      const selectors = provider.prometheus.query.match(/\{[^{}]*\{\{args\.\w+\}\}[^{}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const selector of selectors) {
        expect(selector).toContain('hash!=""');
        expect(selector).toContain(`namespace="${values.namespace}"`);
        expect(selector).toContain('job="aurora"');
      }
    }
  });

  it.each<[string, unknown]>([
    ['no series', []],
    ['no number', [NOT_A_NUMBER]],
    ['more than every number', [POSITIVE_INFINITY]],
    ['less than every number', [NEGATIVE_INFINITY]],
    ['two series', [0, 0]],
    ['two numbers of which one is none', [0, NOT_A_NUMBER]],
  ])('takes %s for no answer', (__, result) => {
    const asked = metrics.filter(({ provider }) => 'prometheus' in provider);
    expect(asked.length).toBeGreaterThan(5);
    for (const metric of asked) expect(evaluate(metric, result), metric.name).toBe('Inconclusive');
  });

  it.each(
    metrics.filter(({ provider }) => 'prometheus' in provider),
  )('tells good from bad: $name', (metric) => {
    if (metric.name === 'decision-confirmed') {
      expect(evaluate(metric, [1])).toBe('Successful');
      expect(evaluate(metric, [0])).toBe('Inconclusive');
      return;
    }
    expect(evaluate(metric, [-1])).toBe('Successful');
    expect(evaluate(metric, [1_000])).toBe('Failed');
  });

  it.each<[unknown, string, string]>([
    ['promote', 'Successful', 'Successful'],
    ['hold', 'Inconclusive', 'Successful'],
    ['abort', 'Failed', 'Failed'],
    ['rollback', 'Failed', 'Failed'],
    ['PROMOTE', 'Inconclusive', 'Inconclusive'],
    ['', 'Inconclusive', 'Inconclusive'],
    [null, 'Inconclusive', 'Inconclusive'],
    [true, 'Inconclusive', 'Inconclusive'],
  ])('takes the decision %j at a step for %s, and beside the steps for %s', (said, atStep, beside) => {
    const find = (name: string) => metrics.find((metric) => metric.name === name)!;
    expect(evaluate(find('decision-step'), said)).toBe(atStep);
    expect(evaluate(find('decision-watch'), said)).toBe(beside);
  });

  it.each(metrics)('never lets $name pass without a success', (metric) => {
    const phase = fc.constantFrom<Phase>('Failed', 'Inconclusive', 'Error');
    fc.assert(
      fc.property(fc.array(phase, { minLength: 1, maxLength: 300 }), (phases) => {
        const came = assess(metric, phases);
        return came !== 'Successful' && (came !== 'Inconclusive' || !isAtStep(metric));
      }),
    );
  });
});

type Phase = 'Successful' | 'Failed' | 'Inconclusive' | 'Error';
const isAtStep = ({ interval, count }: Metric) => interval === undefined || count !== undefined;

/** What Argo makes of the measurements of a metric, one after the other (analysis/analysis.go of 1.10); undefined while it goes on. */
function assess(metric: Metric, phases: readonly Phase[]): Phase | undefined {
  const {
    failureLimit = 0,
    inconclusiveLimit = 0,
    consecutiveErrorLimit = 4,
    consecutiveSuccessLimit = 0,
  } = metric;
  const count = metric.count ?? (metric.interval === undefined ? 1 : undefined);
  const seen = { Successful: 0, Failed: 0, Inconclusive: 0, Error: 0 };
  let [inRow, errorsInRow] = [0, 0];
  for (const phase of phases) {
    seen[phase]++;
    errorsInRow = phase === 'Error' ? errorsInRow + 1 : 0;
    inRow = phase === 'Successful' ? inRow + 1 : 0;
    if (errorsInRow > consecutiveErrorLimit) return 'Error';
    if (seen.Inconclusive > inconclusiveLimit) return 'Inconclusive';
    if (failureLimit >= 0 && seen.Failed > failureLimit) return 'Failed';
    if (consecutiveSuccessLimit > 0 && inRow >= consecutiveSuccessLimit) return 'Successful';
    if (count === undefined || seen.Successful + seen.Failed + seen.Inconclusive < count) continue;
    if (consecutiveSuccessLimit > 0) return failureLimit >= 0 ? 'Inconclusive' : 'Failed';
    return 'Successful';
  }
  return undefined;
}

test.each<[Partial<Metric>, readonly Phase[], Phase | undefined]>([
  [{ interval: '1s', count: 3 }, ['Inconclusive', 'Inconclusive', 'Inconclusive'], 'Inconclusive'],
  [
    { interval: '1s', count: 3, inconclusiveLimit: 3 },
    ['Inconclusive', 'Inconclusive', 'Inconclusive'],
    'Successful',
  ],
  [{ interval: '1s', count: 2, failureLimit: 2 }, ['Failed', 'Failed'], 'Successful'],
  [
    { interval: '1s', count: 2, failureLimit: 2, consecutiveSuccessLimit: 1 },
    ['Failed', 'Failed'],
    'Inconclusive',
  ],
  [
    { interval: '1s', count: 2, failureLimit: -1, consecutiveSuccessLimit: 1 },
    ['Failed', 'Failed'],
    'Failed',
  ],
  [{ inconclusiveLimit: 1 }, ['Inconclusive'], 'Successful'],
  [{ interval: '1s' }, ['Successful', 'Successful'], undefined],
])('by the rules of Argo, %j with %j is %s', (metric, phases, came) =>
  expect(assess({ name: 'x', provider: { web: { url: '', timeoutSeconds: 1 } }, ...metric }, phases)).toBe(
    came,
  ));

test('a step to all is compared with nothing', () => {
  const steps = [...STAGING.rollout.steps, { weight: 100, pauseS: 60 }];
  const { spec } = findRollout(listAll({ ...STAGING, rollout: { ...STAGING.rollout, steps } }));
  const last = spec.strategy.canary.steps.at(-1) as { analysis: AnalysisRef };
  expect(last.analysis.templates.map(({ templateName }) => templateName)).toEqual([
    'aurora-decision-step',
    'aurora-saturation-memory-step',
    'aurora-saturation-cpu-step',
    'aurora-probes-step',
  ]);
});

test('a service that shows nothing of itself is decided about, and guarded by nothing', () => {
  const names = listTemplates(Object.values(listManifests(STAGING, undefined)).flat()).map(
    ({ metadata }) => metadata.name,
  );
  expect(names).toEqual(
    listTemplates(listAll(STAGING))
      .map(({ metadata }) => metadata.name)
      .filter((name) => /before|decision/.test(name ?? '')),
  );
});

test('without dependencies nothing is asked before the first step', () => {
  const { spec } = findRollout(listAll({ ...STAGING, dependencies: [] }));
  expect(spec.strategy.canary.analysis.startingStep).toBe(0);
  expect(spec.strategy.canary.steps[0]).toEqual({ setWeight: 20 });
});

describe('the gate as a stage', () => {
  const prod = readValues('prod');
  const all = listAll(prod);
  const template = listTemplates(all).find(({ metadata }) => metadata.name === 'aurora-gate');
  const provider = template?.spec.metrics[0]?.provider;
  const spec = provider !== undefined && 'job' in provider ? provider.job.spec : undefined;

  it('aims at the canary alone, and injects nothing', () => {
    const env = Object.fromEntries(
      spec?.template.spec?.containers[0]?.env?.map(({ name, value }) => [name, value]) ?? [],
    );
    expect(env).toMatchObject({ BASE: 'http://aurora-canary:3300', TOXIPROXY_ENABLED: 'false' });
  });
  it('fails at once by any exit code but 3, and by a second 3', () => {
    expect(spec?.backoffLimit).toBe(1);
    expect(spec?.podFailurePolicy?.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'gate', operator: 'NotIn', values: [3] } },
    ]);
    expect(spec?.template.spec?.restartPolicy).toBe('Never');
  });
  it('stands at the step that asks for it alone', () => {
    const gated = listRefs(findRollout(all)).filter(({ templates }) =>
      templates.some(({ templateName }) => templateName === 'aurora-gate'),
    );
    expect(gated.map(({ args }) => args?.find(({ name }) => name === 'step'))).toEqual([
      { name: 'step', value: '2' },
    ]);
  });
  it('calls by address where there is no DNS', () => {
    const clusterIps = { canary: '10.96.0.61' };
    const text = JSON.stringify(listAll({ ...prod, clusterIps }));
    expect(text).toContain('http://10.96.0.61:3300');
    expect(text).toContain('"clusterIP":"10.96.0.61"');
  });
});

test('the account that may end a canary may touch this Rollout alone, and the lock of who does', () => {
  const role = listAll(STAGING).find(({ kind }) => kind === 'Role') as {
    rules: readonly {
      resources: readonly string[];
      verbs: readonly string[];
      resourceNames?: readonly string[];
    }[];
  };
  const writing = role.rules.filter(({ verbs }) => verbs.some((verb) => !['get', 'list'].includes(verb)));
  expect(writing).toEqual([
    {
      apiGroups: ['argoproj.io'],
      resources: ['rollouts', 'rollouts/status'],
      resourceNames: ['aurora'],
      verbs: ['get', 'patch'],
    },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['aurora-rollback'],
      verbs: ['get', 'update'],
    },
  ]);
  expect(JSON.stringify(role)).not.toMatch(/\*|secrets/);
});

describe('the servers beside the service', () => {
  const all = listAll(STAGING);
  const find = (kind: string, name: string) =>
    all.find((one) => one.kind === kind && one.metadata?.name === name) as Manifest & {
      readonly spec: {
        readonly strategy: { readonly type: string };
        readonly template: {
          readonly spec: {
            readonly serviceAccountName: string;
            readonly automountServiceAccountToken: boolean;
            readonly containers: readonly {
              readonly command: readonly string[];
              readonly env: readonly { readonly name: string; readonly value: string }[];
            }[];
          };
        };
      };
      readonly data: Readonly<Record<string, string>>;
    };
  const readEnv = (name: string) =>
    Object.fromEntries(
      find('Deployment', name).spec.template.spec.containers[0]?.env.map(({ name: key, value }) => [
        key,
        value,
      ]) ?? [],
    );

  it('are told the values that the manifests were made of', () => {
    const text = find('ConfigMap', 'aurora-values').data['values.yaml'] ?? '';
    expect(readValuesText('values.yaml', text)).toEqual({ values: STAGING });
  });
  it('are started by options that their commands have', () => {
    const known = (options: readonly Option[]) => options.flatMap(listEnvNames);
    const ofFlows = known(toFlowsCommand(SERVICE).options);
    expect(
      Object.keys(readEnv('aurora-decision')).filter((name) => !known(ROLLOUT.options).includes(name)),
    ).toEqual([]);
    expect(Object.keys(readEnv('aurora-prober')).filter((name) => !ofFlows.includes(name))).toEqual([]);
  });
  it('play each flow as often as the policy needs', () => {
    expect(readEnv('aurora-prober').FLOWS_EVERY).toBe(`${STAGING.servers?.prober?.everyS}s`);
  });
  it('are read by Prometheus where it looks for pods, and go on while another version comes', () => {
    const ofVersion = (image: string) =>
      listAll({ ...STAGING, image }).filter(({ kind }) => kind === 'Deployment');
    const scrapedAt = (port: string) => ({
      spec: {
        template: {
          metadata: { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': port } },
        },
      },
    });
    expect(ofVersion('aurora:1')).toMatchObject([scrapedAt('9444'), scrapedAt('9445')]);
    expect(ofVersion('aurora:2')).toEqual(ofVersion('aurora:1'));
  });
  it('listen where they are asked', () => {
    const { addresses } = STAGING;
    expect(`http://aurora-decision:${readEnv('aurora-decision').ROLLOUT_PORT}`).toBe(addresses.decision);
    expect(`http://aurora-prober:${readEnv('aurora-prober').FLOWS_PORT}`).toBe(addresses.prober);
  });
  it('call both versions, by the names by which the policy knows their flows', () => {
    const { canaryTarget, stableTarget } = pickPolicy(STAGING).probes;
    expect(readEnv('aurora-prober').FLOWS_TARGETS).toBe(
      `${canaryTarget}=http://aurora-canary:3300,${stableTarget}=http://aurora-stable:3300`,
    );
  });
  it('have no rights in the cluster, and are never two of a kind', () => {
    for (const name of ['aurora-decision', 'aurora-prober']) {
      const { strategy, template } = find('Deployment', name).spec;
      expect(strategy).toEqual({ type: 'Recreate' });
      expect(template.spec).toMatchObject({ serviceAccountName: name, automountServiceAccountToken: false });
      expect(all.filter(({ kind, metadata }) => kind === 'RoleBinding' && metadata?.name === name)).toEqual(
        [],
      );
    }
  });
  it('are left out where they run elsewhere', () => {
    const { servers: _, ...without } = STAGING;
    expect(listAll(without).filter(({ kind }) => kind === 'Deployment' || kind === 'ConfigMap')).toEqual([]);
  });
});

test('the decision does not wait for a gate that is a stage of the rollout', () => {
  expect(pickPolicy(readValues('prod')).gate.required).toBe(false);
  const { gate: _, ...without } = readValues('prod');
  expect(pickPolicy(without).gate.required).toBe(true);
});
