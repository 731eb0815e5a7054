// The panels of a run about its gates: promises, shares with their bounds, and which of them all held.
import { type Gate, hasWindow, toLimit } from '../../lib/core/gates/gates.ts';
import { toWindowMetricName } from '../../thresholds/to-k6.ts';
import { COLOURS, toLimitSteps } from '../thresholds.ts';
import type { UnplacedPanel } from './panel.ts';
import { type State, toLines, toStat, toStates } from './panels.ts';
import { ofRun, soFar } from './run-expressions.ts';
import { PROMISE_SECTION, RUN_SECTION, toGateSection } from './runbook-sections.ts';
import { OF_RUN, PUSH_SEC } from './variables.ts';

const HELD: readonly State[] = [
  { value: 1, text: 'held', colour: COLOURS.good },
  { value: 0, text: 'crossed', colour: COLOURS.critical },
  { value: -1, text: 'not told yet', colour: COLOURS.unknown },
];

/** How often each promise was broken. */
export const toPromisePanel = (promises: readonly Gate[]) =>
  toStat({
    title: 'Promises broken',
    unit: 'none',
    description: `How often each promise was broken so far; all may be broken at most ${Math.max(...promises.map(toLimit))} times.`,
    section: PROMISE_SECTION,
    everySec: PUSH_SEC,
    steps: toLimitSteps(1),
    asks: promises.map(({ id, of }) => ({ expr: soFar(of), legend: id })),
  });

/** Whether each gate held. */
export const toStatusPanel = () =>
  toStates(
    {
      title: 'Gates held and crossed',
      unit: 'none',
      description:
        'Whether each gate held. Most are told at the end of the run; a crossed one is told at once.',
      section: RUN_SECTION,
      everySec: PUSH_SEC,
      asks: [
        {
          expr: `max by (gate) (last_over_time(${ofRun('aurora_gate_status')}[$__range]))`,
          legend: '{{gate}}',
        },
      ],
    },
    HELD,
  );

/** A gate's value as the run judges it: what its sentinel read where it has a window, the share so far where it has none. */
export function toGatePanel(gate: Gate): UnplacedPanel {
  const { id, why, of, among } = gate;
  const whole =
    among === 'journeys_due' ? `(${soFar('journeys')} + ${soFar('journeys_dropped')})` : soFar(among);
  const read = `k6_${toWindowMetricName(gate)}{${OF_RUN}}`;
  const span = gate.windowSec === undefined ? 'the run so far' : `any ${gate.windowSec / 60} min`;
  return toLines({
    title: id,
    unit: gate.kind === 'ratio' ? 'percentunit' : 'none',
    description: `${toSentence(why)} Over ${span}.`,
    section: toGateSection(gate),
    everySec: PUSH_SEC,
    min: 0,
    // The bound of a sequential gate is another for each length of run: the line of the run shows it, and no colour does.
    steps: gate.kind === 'sequential' ? [{ color: COLOURS.good, value: null }] : toLimitSteps(toLimit(gate)),
    asks: [
      {
        expr: hasWindow(gate)
          ? `histogram_avg(sum(rate(${read}[$__rate_interval])))`
          : `${soFar(of)} / ${whole}`,
        legend: of,
        colour: COLOURS.achieved,
      },
      {
        expr: `max(${ofRun('aurora_gate_bound', `,gate="${id}"`)})`,
        legend: 'bound',
        colour: COLOURS.bound,
        isBound: true,
      },
    ],
  });
}

const toSentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
