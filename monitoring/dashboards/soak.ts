// The dashboard of a run: what was offered and what was achieved, every gate with its bound, the faults, the journeys, the verdict.
import { type Gate, hasWindow } from '../../lib/core/gates/gates.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { DURATION_METRIC } from '../../thresholds/to-k6.ts';
import { COLOURS } from '../thresholds.ts';
import type { Section } from './grid.ts';
import { type State, toBars, toLines, toMatrix, toStat, toTimeline } from './panels.ts';
import { ofK6, ofRun, rate } from './run-expressions.ts';
import { RUN_SECTION } from './runbook-sections.ts';
import { toGatePanel, toPromisePanel, toStatusPanel } from './soak-gates.ts';
import { OF_RUN, PUSH_SEC } from './variables.ts';

/** k6 counts a journey that it cannot start only when there is one. */
const DROPPED = `${rate('journeys_dropped')} or 0 * ${rate('journeys')}`;
const duration = `k6_${DURATION_METRIC}_seconds{${OF_RUN}}`;

const ON: State = { value: 1, text: 'on', colour: COLOURS.toxic };
const OFF: State = { value: 0, text: 'off', colour: '#ffffff' };
/** The panels of a run of the service whose gates these are. */
export function toSoak(service: Service, gates: readonly Gate[]): readonly Section[] {
  const promises = gates.filter((gate) => gate.kind === 'count' && !hasWindow(gate));
  const rolling = gates.filter((gate) => !promises.includes(gate));
  return [
    { title: 'The run', abreast: 3, height: 7, panels: [toVerdictPanel(), toPhasePanel(), toToxicPanel()] },
    { title: 'Load', abreast: 2, height: 9, panels: [toLoadPanel(), toLatencyPanel()] },
    { title: 'Promises', abreast: 1, height: 6, panels: [toPromisePanel(promises)] },
    { title: 'Gates and their bounds', abreast: 1, height: 10, panels: [toStatusPanel()] },
    { title: 'Shares and their bounds', abreast: 3, height: 7, panels: rolling.map(toGatePanel) },
    {
      title: 'Journeys and recovery',
      abreast: 3,
      height: 8,
      panels: [toJourneyPanel(service), toJourneyLatencyPanel(), toRecoveryPanel()],
    },
  ];
}

const toVerdictPanel = () =>
  toStat(
    {
      title: 'Verdict',
      unit: 'none',
      description:
        'What the run came to. It is there from the end of the run on; until then the panel is empty.',
      section: RUN_SECTION,
      everySec: PUSH_SEC,
      asks: [
        {
          expr: `max by (outcome) (last_over_time(${ofRun('aurora_gate_verdict')}[$__range])) == 1`,
          legend: '{{outcome}}',
        },
      ],
      named: { pass: COLOURS.good, fail: COLOURS.critical, inconclusive: COLOURS.warning },
    },
    'name',
  );

const toPhasePanel = () =>
  toTimeline(
    {
      title: 'Phase of the load',
      unit: 'none',
      description: 'Which load is on: baseline, chaos or spike.',
      section: RUN_SECTION,
      everySec: PUSH_SEC,
      asks: [{ expr: `max by (phase) (${ofRun('aurora_gate_phase')})`, legend: '{{phase}}' }],
    },
    [{ ...ON, colour: COLOURS.achieved }, OFF],
  );

const toToxicPanel = () =>
  toTimeline(
    {
      title: 'Faults on the upstream',
      unit: 'none',
      description: 'Which fault is on. The same stretches are shaded on every chart over time.',
      section: RUN_SECTION,
      everySec: PUSH_SEC,
      asks: [{ expr: `max by (mode) (${ofRun('aurora_gate_toxic')})`, legend: '{{mode}}' }],
    },
    [ON, OFF],
  );

const toLoadPanel = () =>
  toLines({
    title: 'Journeys offered and achieved',
    unit: 'suffix: journeys/s',
    description:
      'Offered: journeys that were due. Achieved: those that k6 could start. Dropped: the difference.',
    section: RUN_SECTION,
    everySec: PUSH_SEC,
    min: 0,
    asks: [
      {
        expr: `${rate('journeys')} + (${DROPPED})`,
        legend: 'offered',
        colour: COLOURS.offered,
        isBound: true,
      },
      { expr: rate('journeys'), legend: 'achieved', colour: COLOURS.achieved },
      { expr: DROPPED, legend: 'dropped', colour: COLOURS.critical },
    ],
  });

const toLatencyPanel = () =>
  toLines({
    title: 'Latency of answers',
    unit: 's',
    description: "Percentiles of k6's native histogram: true ones, of all answers of the run together.",
    section: RUN_SECTION,
    everySec: PUSH_SEC,
    min: 0,
    asks: [50, 95, 99].map((percent) => ({
      expr: `histogram_quantile(${percent / 100}, sum(rate(${duration}[$__rate_interval])))`,
      legend: `p${percent}`,
    })),
  });

const toJourneyPanel = ({ journeyIds, variantIds }: Service) =>
  toMatrix(
    {
      title: 'Journeys by kind of user',
      unit: 'none',
      description: `How many of the ${journeyIds.length} journeys each of the ${variantIds.length} kinds of user has started so far.`,
      section: RUN_SECTION,
      everySec: PUSH_SEC,
      asks: [
        {
          expr: `sum by (journey, variant) (last_over_time(${ofK6('journeys', ',journey!=""')}[$__range]))`,
          legend: '{{journey}} {{variant}}',
        },
      ],
    },
    'journey',
    'variant',
  );

const toJourneyLatencyPanel = () =>
  toLines({
    title: 'Latency by journey, p95',
    unit: 's',
    description: 'Which journey is slow: the 95th percentile of the answers of each.',
    section: RUN_SECTION,
    everySec: PUSH_SEC,
    min: 0,
    asks: [
      {
        expr: `histogram_quantile(0.95, sum by (journey) (rate(${duration}[$__rate_interval])))`,
        legend: '{{journey}}',
      },
    ],
  });

const toRecoveryPanel = () =>
  toBars({
    title: 'Recovery after a fault',
    unit: 's',
    description: 'How long the service took after each fault, until it answered as before.',
    section: RUN_SECTION,
    everySec: PUSH_SEC,
    min: 0,
    asks: [
      {
        expr: `max by (mode) (last_over_time(${ofRun('aurora_gate_recovery_seconds')}[$__range]))`,
        legend: '{{mode}}',
      },
    ],
  });
