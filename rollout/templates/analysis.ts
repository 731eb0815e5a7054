// AnalysisTemplates: what Argo asks while a canary is under way. Each question is asked in two ways. `watch` runs beside all steps and
// ends the canary when it does harm; `step` stands behind each step, and lets it pass only when it is told so.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { pickPolicy } from '../values/pick-policy.ts';
import type { Values } from '../values/values-schema.ts';
import { type AnalysisTemplate, ARGO_API, type Metric, type Period } from './argo.ts';
import { type Guard, listGuards, toConditions } from './guards.ts';
import { toMetadata } from './names.ts';

export type Way = 'watch' | 'step';

/** Argo asks again 10 s after an error, whatever the interval is (`DefaultErrorRetryInterval`). */
const ERROR_RETRY_S = 10;
/** Of a measurement that only says that nothing is known yet: no number of them ends a watch. */
const NEVER = 1_000_000;
const TIMEOUT_S = 5;

const toPeriod = (sec: number): Period => `${sec}s`;

/** So long a step may stay undecided. The decision ends a hold by itself; this is a little later, for a decision that does not. */
const toBoundS = (values: Values): number => pickPolicy(values).maxHoldS + 2 * values.guards.intervalS;

/**
 * How often a question is asked, and when the answers are enough. Argo takes a run whose `count` is reached for a success unless
 * `consecutiveSuccessLimit` is set, and for inconclusive where `failureLimit` is, too: a rollout that is paused as inconclusive is
 * no longer aborted by its watch. So a step has no `failureLimit`: undecided at its end, it has failed.
 */
function toPatience(values: Values, way: Way, { failures, successes }: Tolerance) {
  const { intervalS } = values.guards;
  const consecutiveErrorLimit = Math.ceil(toBoundS(values) / ERROR_RETRY_S);
  const interval = toPeriod(intervalS);
  if (way === 'watch')
    return { interval, failureLimit: failures, inconclusiveLimit: NEVER, consecutiveErrorLimit };
  const count = Math.ceil(toBoundS(values) / intervalS);
  return {
    interval,
    count,
    failureLimit: -1,
    consecutiveSuccessLimit: successes,
    inconclusiveLimit: count,
    consecutiveErrorLimit,
  };
}

interface Tolerance {
  /** Failed measurements that a watch overlooks. */
  readonly failures: number;
  /** Good measurements in a row that a step asks for. */
  readonly successes: number;
}

/** The decision is taken at its word. */
const AT_ONCE: Tolerance = { failures: 0, successes: 1 };

const VERSIONS = [{ name: 'canary' }, { name: 'stable' }];

const toTemplate = (
  values: Values,
  end: string,
  why: string,
  args: AnalysisTemplate['spec']['args'],
  metrics: readonly Metric[],
): AnalysisTemplate => ({
  apiVersion: ARGO_API,
  kind: 'AnalysisTemplate',
  metadata: {
    ...toMetadata(values, toTemplateName(values, end)),
    annotations: { 'aurora-gate.dev/why': why },
  },
  spec: { ...(args === undefined ? {} : { args }), metrics },
});

export const toTemplateName = ({ name }: Pick<Values, 'name'>, end: string): string => `${name}-${end}`;

function toDecision(values: Values, way: Way): AnalysisTemplate {
  const { namespace, name, addresses } = values;
  const query = [
    `namespace=${namespace}`,
    `rollout=${name}`,
    'canary={{args.canary}}',
    'stable={{args.stable}}',
    ...(way === 'step' ? ['step={{args.step}}'] : []),
  ].join('&');
  const isBad = 'result == "abort" || result == "rollback"';
  return toTemplate(
    values,
    `decision-${way}`,
    way === 'watch'
      ? 'Ends the canary as soon as the decision is to abort it.'
      : 'Lets the step pass when the decision is to promote.',
    way === 'step' ? [...VERSIONS, { name: 'step' }] : VERSIONS,
    [
      {
        name: `decision-${way}`,
        ...toPatience(values, way, AT_ONCE),
        successCondition: way === 'watch' ? 'result == "promote" || result == "hold"' : 'result == "promote"',
        failureCondition: isBad,
        provider: {
          web: {
            url: `${addresses.decision}/v1/decision?${query}`,
            timeoutSeconds: TIMEOUT_S,
            jsonPath: '{$.decision}',
          },
        },
      },
    ],
  );
}

function toGuardTemplate(values: Values, guard: Guard, way: Way): AnalysisTemplate {
  const { failures, successes } = values.guards;
  const { id, why, query } = guard;
  return toTemplate(values, `${id}-${way}`, why, VERSIONS, [
    {
      name: `${id}-${way}`,
      ...toPatience(values, way, { failures, successes }),
      ...toConditions(guard),
      provider: { prometheus: { address: values.addresses.prometheus, query, timeout: TIMEOUT_S } },
    },
  ]);
}

/** Asked before the first step: are the upstreams up, and is there room for one more rollout. */
function listBefore(values: Values): readonly AnalysisTemplate[] {
  const { dependencies, blastRadius, addresses, guards } = values;
  const { maxConcurrentRollouts } = blastRadius;
  const asked = dependencies.map(
    ({ id, url }): Metric => ({
      name: `dependency-${id}`,
      // An answer of 2xx is a success, whatever it says; anything else is an error, and is asked again after 10 s.
      consecutiveErrorLimit: 3,
      provider: { web: { url, timeoutSeconds: TIMEOUT_S } },
    }),
  );
  const room: readonly Metric[] =
    maxConcurrentRollouts === undefined
      ? []
      : [
          {
            name: 'concurrent-rollouts',
            ...toPatience(values, 'step', { failures: 0, successes: guards.successes }),
            ...toConditions({ atMost: maxConcurrentRollouts }),
            provider: {
              prometheus: {
                address: addresses.prometheus,
                // This one counts itself, so that no answer means that the controller is not read.
                query: 'sum(rollout_info{phase=~"Progressing|Paused"})',
                timeout: TIMEOUT_S,
              },
            },
          },
        ];
  const metrics = [...asked, ...room];
  if (metrics.length === 0) return [];
  const why = [
    ...dependencies.map(({ id, why: lost }) => `${id} must be up: ${lost}`),
    ...(maxConcurrentRollouts === undefined ? [] : [`At most ${maxConcurrentRollouts} rollouts at once.`]),
  ];
  return [toTemplate(values, 'before', why.join(' '), undefined, metrics)];
}

/** The templates by the place of the rollout at which they are asked. A step to all has no stable version to be compared with. */
export interface Questions {
  readonly before: readonly AnalysisTemplate[];
  readonly watch: readonly AnalysisTemplate[];
  readonly step: readonly AnalysisTemplate[];
  readonly lastStep: readonly AnalysisTemplate[];
}

/**
 * Everything that Argo asks.
 * @param monitored what the service shows of itself; without it the decision alone is asked
 */
export function listQuestions(values: Values, monitored: Monitored | undefined): Questions {
  const guards = monitored === undefined ? [] : listGuards(values, monitored);
  const of = (way: Way, of: readonly Guard[]) => [
    toDecision(values, way),
    ...of.map((guard) => toGuardTemplate(values, guard, way)),
  ];
  const isOfCanaryAlone = ({ query }: Guard) => !query.includes('{{args.stable}}');
  return {
    before: listBefore(values),
    watch: of('watch', guards),
    step: of('step', guards),
    lastStep: of('step', guards.filter(isOfCanaryAlone)),
  };
}
