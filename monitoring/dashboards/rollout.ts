// The dashboard of rollouts: what is decided, how the versions compare, what becomes of a rollback, and what the synthetic flows say.
import { toOwn } from '../../lib/core/monitoring/burns.ts';
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import { toSelector } from '../../lib/core/monitoring/promql.ts';
import { toCohortSeries } from '../rules/names.ts';
import { SCRAPE_SEC } from '../rules/period.ts';
import { FALSE_ABORT_SERIES, PENDING_SERIES } from '../rules/rollout/rollout.ts';
import { COLOURS } from '../thresholds.ts';
import type { Section } from './grid.ts';
import type { UnplacedPanel } from './panel.ts';
import { type State, toBars, toLines, toStat, toTimeline } from './panels.ts';
import { listFlowPanels } from './synthetic.ts';

/** Decisions by the number that stands for each; 0 where none holds. */
const DECISIONS: readonly (State & { readonly id: string })[] = [
  { id: 'promote', value: 1, text: 'promote', colour: COLOURS.good },
  { id: 'hold', value: 2, text: 'hold', colour: COLOURS.warning },
  { id: 'abort', value: 3, text: 'abort', colour: COLOURS.critical },
  { id: 'rollback', value: 4, text: 'rollback', colour: COLOURS.toxic },
];
const ONE_CANARY = 'namespace, rollout, canary';
const CANARY_LEGEND = '{{rollout}} {{canary}}';
const VERSION_LEGEND = '{{namespace}} {{hash}}';

/** The panels of the rollouts of a service. */
export const toRollouts = (monitored: Monitored): readonly Section[] => [
  {
    title: 'The decision',
    abreast: 4,
    height: 7,
    panels: [toDecisionPanel(), toHealthPanel(), toHeldPanel(), toOverridePanel()],
  },
  {
    title: 'Canary and stable version',
    abreast: 3,
    height: 8,
    panels: [
      toTrafficPanel(monitored),
      ...listLatencyPanels(monitored),
      ...monitored.slos.map((slo) => toCohortPanel(monitored, slo)),
    ],
  },
  {
    title: 'Error budgets by version',
    abreast: 3,
    height: 8,
    panels: monitored.slos.map((slo) => toBurnPanel(monitored, slo)),
  },
  {
    title: 'Rollbacks',
    abreast: 4,
    height: 7,
    panels: [toPendingPanel(), toRollbackTimePanel(), toChangesPanel(), toFalseAbortsPanel()],
  },
  {
    title: 'Synthetic flows',
    abreast: 3,
    height: 8,
    panels: listFlowPanels(),
  },
];

const toDecisionPanel = () =>
  toTimeline(
    {
      title: 'Decision',
      unit: 'none',
      description: 'What is decided of each canary. Its reasons are in the journal of the decision server.',
      section: 'rolloutheld',
      asks: [
        {
          expr: `max by (${ONE_CANARY}) (${DECISIONS.map(({ id, value }) => `${value} * rollout_decision_now{decision="${id}"}`).join(' or ')})`,
          legend: CANARY_LEGEND,
        },
      ],
    },
    DECISIONS,
  );

const toHealthPanel = () =>
  toLines({
    title: 'Composite health',
    unit: 'none',
    description: 'One figure of 0 to 100 for each canary; nothing while a part of it cannot be told.',
    section: 'rolloutheld',
    min: 0,
    max: 100,
    asks: [{ expr: `max by (${ONE_CANARY}) (rollout_decision_health)`, legend: CANARY_LEGEND }],
  });

const toHeldPanel = () =>
  toLines({
    title: 'Time at the step',
    unit: 's',
    description: 'How long each canary has stood at its step. At the end of its hold it is aborted.',
    section: 'rolloutheld',
    min: 0,
    asks: [{ expr: `max by (${ONE_CANARY}) (rollout_decision_held_seconds)`, legend: CANARY_LEGEND }],
  });

const toOverridePanel = () =>
  toTimeline(
    {
      title: 'Manual override',
      unit: 'none',
      description: 'Where a person overrides the decision. The name and the reason are in the journal.',
      section: 'rolloutheld',
      asks: [
        {
          expr: 'max by (namespace, rollout, decision) (rollout_decision_override)',
          legend: '{{rollout}}: {{decision}}',
        },
      ],
    },
    [
      { value: 1, text: 'overridden', colour: COLOURS.warning },
      { value: 0, text: 'not', colour: '#ffffff' },
    ],
  );

/** The answers that the first objective counts, by version. */
const toTrafficPanel = (monitored: Monitored): UnplacedPanel =>
  toLines({
    title: 'Answers by version',
    unit: 'suffix:/s',
    description: 'How many answers a second the users get of each version: where the traffic is in truth.',
    section: 'rolloutrollbacknottaken',
    min: 0,
    asks: monitored.slos.slice(0, 1).map(({ all }) => ({
      expr: `sum by (namespace, hash) (rate(${toVersioned(monitored, all)}[$__rate_interval]))`,
      legend: VERSION_LEGEND,
    })),
  });

const toVersioned = (monitored: Monitored, selector: string) =>
  toSelector(toOwn(monitored, selector), ['hash!=""']);

/** The buckets of the first objective that counts one of a histogram; nothing where none does. */
const listLatencyPanels = (monitored: Monitored): readonly UnplacedPanel[] => {
  const bucket = monitored.slos.flatMap(({ good = '' }) => (/,?le="/.test(good) ? [good] : []))[0];
  if (bucket === undefined) return [];
  const all = toVersioned(monitored, bucket.replace(/,?le="[^"]*"/, ''));
  const quantile = (share: number) => ({
    expr: `histogram_quantile(${share}, sum by (namespace, hash, le) (rate(${all}[$__rate_interval])))`,
    legend: `p${share * 100} ${VERSION_LEGEND}`,
  });
  return [
    toLines({
      title: 'Latency by version',
      unit: 's',
      description:
        'Half and 95 % of the answers of each version took no longer, by the buckets of its histogram.',
      section: 'rolloutheld',
      min: 0,
      asks: [quantile(0.5), quantile(0.95)],
    }),
  ];
};

const toCohort = (monitored: Monitored, { id }: Slo) => `${toCohortSeries(monitored)}{slo="${id}"}`;

const toCohortPanel = (monitored: Monitored, slo: Slo): UnplacedPanel =>
  toLines({
    title: `${slo.title}: bad events by version`,
    unit: 'percentunit',
    description: `${slo.why} The share of the events of each version over 5 min that break it.`,
    section: 'rolloutheld',
    min: 0,
    asks: [{ expr: toCohort(monitored, slo), legend: VERSION_LEGEND }],
  });

const toBurnPanel = (monitored: Monitored, slo: Slo): UnplacedPanel =>
  toLines({
    title: `${slo.title}: burn by version`,
    unit: 'suffix:×',
    description:
      'How many times as fast as 30 days allow each version burns the budget; above 14.4 somebody is paged.',
    section: 'rolloutheld',
    min: 0,
    asks: [
      {
        expr: `${toCohort(monitored, slo)} / ${Number((1 - slo.objectiveRatio).toPrecision(6))}`,
        legend: VERSION_LEGEND,
      },
      { expr: 'vector(14.4)', legend: 'pages', colour: COLOURS.bound, isBound: true },
    ],
  });

const toPendingPanel = () =>
  toTimeline(
    {
      title: 'Users of a version that is taken back',
      unit: 'none',
      description: 'Where an abort or a rollback is decided, and users still get answers of that version.',
      section: 'rolloutrollbacknottaken',
      asks: [{ expr: PENDING_SERIES, legend: '{{rollout}} {{hash}}' }],
    },
    [{ value: 1, text: 'still there', colour: COLOURS.critical }],
  );

const toRollbackTimePanel = () =>
  toStat({
    title: 'Time to take a version back',
    unit: 's',
    description: `From the decision to the last answer of each version that was taken back, to ${SCRAPE_SEC} s and up to a minute too long.`,
    section: 'rolloutrollbacknottaken',
    steps: [
      { color: COLOURS.good, value: null },
      { color: COLOURS.warning, value: 120 },
      { color: COLOURS.critical, value: 300 },
    ],
    asks: [
      {
        expr: `count_over_time(${PENDING_SERIES}[$__range]) * ${SCRAPE_SEC}`,
        legend: '{{rollout}} {{hash}}',
      },
    ],
  });

const toChangesPanel = () =>
  toBars({
    title: 'Decisions taken',
    unit: 'none',
    description: 'How often a decision became each of the four in the time that is shown.',
    section: 'rolloutheld',
    min: 0,
    asks: [
      {
        expr: 'sum by (decision) (increase(rollout_decision_changes_total[$__range]))',
        legend: '{{decision}}',
      },
    ],
  });

const toFalseAbortsPanel = () =>
  toStat({
    title: 'False aborts of the quarter',
    unit: 'percentunit',
    description:
      'The share of the canaries of 90 days that were aborted and became the stable version later.',
    section: 'rolloutfalseaborts',
    steps: [
      { color: COLOURS.good, value: null },
      { color: COLOURS.critical, value: 0.02 },
    ],
    asks: [{ expr: `${FALSE_ABORT_SERIES} or vector(0)`, legend: 'false aborts' }],
  });
