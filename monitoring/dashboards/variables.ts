// The variables of a dashboard, and what an expression of a panel is once they are known.
import { SCRAPE_SEC } from '../rules/period.ts';
import type { GrafanaVariable } from './grafana.ts';

/** Every query names its data source by this variable, so that a dashboard fits any Grafana. */
export const DATA_SOURCE = { type: 'prometheus', uid: '$' + '{datasource}' } as const;

/** Where the runbook lies, before the anchor of a section. */
export const RUNBOOK = 'docs/on-call-runbook.md';

/** What narrows a query to one run of one service. */
export const OF_RUN = 'service="$service",run="$run"';

const text = (value: string) => ({ selected: true, text: value, value });

/** Which Prometheus, and where the runbook lies: of every dashboard. */
export function toSharedVariables(): readonly GrafanaVariable[] {
  return [
    {
      name: 'datasource',
      label: 'Prometheus',
      type: 'datasource',
      query: 'prometheus',
      current: text('aurora-gate-prometheus'),
    },
    {
      name: 'runbook',
      label: 'Runbook',
      description:
        'The address of the runbook, to which every panel links: set it to where your team reads it.',
      type: 'textbox',
      query: RUNBOOK,
      current: text(RUNBOOK),
      options: [text(RUNBOOK)],
    },
  ];
}

/** The service, which a dashboard is made for, and the run, newest first: names of runs begin with their time. */
export function toRunVariables(service: string): readonly GrafanaVariable[] {
  const query = `label_values(aurora_gate_run{service="$service"}, run)`;
  return [
    {
      name: 'service',
      label: 'Service',
      type: 'custom',
      query: service,
      current: text(service),
      options: [text(service)],
    },
    {
      name: 'run',
      label: 'Run',
      type: 'query',
      datasource: DATA_SOURCE,
      query: { query, refId: 'run' },
      refresh: 2,
      sort: 2,
    },
  ];
}

/** What Grafana puts in place of its variables. */
export interface Filling {
  readonly service: string;
  readonly run: string;
  /** The time that is shown, in seconds. */
  readonly rangeSec: number;
  /** From one point of a line to the next, in seconds. */
  readonly stepSec: number;
  /** How often there is a new figure; SCRAPE_SEC where left out. */
  readonly everySec?: number | undefined;
}

/** How often k6 and a run push theirs. */
export const PUSH_SEC = 5;

/** A text between the quotes of a label's value. */
const toLabelValue = (value: string) => JSON.stringify(value).slice(1, -1);

/** An expression as it is sent to Prometheus. @throws RangeError where a variable is left */
export function fillExpression(
  expression: string,
  { service, run, rangeSec, stepSec, everySec = SCRAPE_SEC }: Filling,
): string {
  // Grafana's rule for $__rate_interval: four scrapes, or a step and a scrape, whichever is longer.
  const rateSec = Math.max(4 * everySec, stepSec + everySec);
  const filled = expression
    .replaceAll('$__rate_interval', `${rateSec}s`)
    .replaceAll('$__range', `${Math.ceil(rangeSec)}s`)
    .replaceAll('$service', () => toLabelValue(service))
    .replaceAll('$run', () => toLabelValue(run));
  const [left] = /\$\w+/.exec(filled) ?? [];
  if (left !== undefined) throw new RangeError(`${left}: no such variable, in ${expression}`);
  return filled;
}
