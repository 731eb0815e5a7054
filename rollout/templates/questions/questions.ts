// AnalysisTemplates: what Argo asks while a canary is under way. Each question is asked in two ways. `watch` runs beside all steps and
// ends the canary when it does harm; `step` stands behind each step, and lets it pass only when it is told so.
import type { Monitored } from '../../../lib/core/monitoring/monitored.ts';
import { pickPolicy } from '../../values/pick-policy.ts';
import type { Values } from '../../values/values-schema.ts';
import { type AnalysisTemplate, ARGO_API, type Metric } from '../argo.ts';
import { toMetadata } from '../names.ts';
import { type Guard, listGuards, toConditions, toExact } from './guards.ts';
import { AT_ONCE, ONCE, TIMEOUT_S, toPatience, type Way } from './patience.ts';

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
  const confirmed = way === 'step' && values.guards.decisionIsScraped === true;
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
      ...(confirmed ? [toConfirmation(values)] : []),
    ],
  );
}

/**
 * The same decision, as the decision server shows it to Prometheus. Argo takes a web answer that is no JSON for a success, so a page
 * of a proxy in place of the decision would let a step pass; it does not say this as well.
 */
function toConfirmation(values: Values): Metric {
  const { namespace, name, addresses } = values;
  const { maxAgeS } = pickPolicy(values);
  const canary = [`namespace="${namespace}"`, `rollout="${name}"`, 'canary="{{args.canary}}"', 'canary!=""'];
  const of = (series: string, ...more: readonly string[]) =>
    `max(${series}{${[...canary, ...more].join(',')}})`;
  return {
    name: 'decision-confirmed',
    ...toPatience(values, 'step', AT_ONCE),
    ...toExact(1),
    provider: {
      prometheus: {
        address: addresses.prometheus,
        query: `${of('rollout_decision_now', 'decision="promote"')} and on () (time() - ${of('rollout_decision_taken_timestamp_seconds')} <= ${maxAgeS})`,
        timeout: TIMEOUT_S,
      },
    },
  };
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
      ...ONCE,
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
