// What a Prometheus told of healthy runs: an alert that fired for one of them, and whose gate its own verdict does not know of, is false.
import { toColumns } from '../../lib/core/text/columns.ts';
import { countFalseAborts, type HealthyRun } from './false-aborts.ts';

/** An alert of a run, in the state that it came to. */
export interface RunAlert {
  readonly run: string;
  readonly alert: string;
  /** Of the gate whose alert it is; '' for one that is of none. */
  readonly gate: string;
  readonly state: 'pending' | 'firing';
}

/** What a Prometheus says of a campaign. */
export interface ToldAlerts {
  /** The runs that its rules have looked at, by the label `run`. */
  readonly seen: readonly string[];
  readonly alerts: readonly RunAlert[];
}

/** What that comes to. */
export interface FalseAlerts {
  /** How many of the runs the rules looked at. */
  readonly seen: number;
  /** Runs with a verdict that they did not look at: of those nothing can be told. */
  readonly unseen: readonly string[];
  readonly wrong: readonly RunAlert[];
  /** Fired, and the verdict of the run says the same of the gate: the machine could not tell, or the run failed. */
  readonly shared: readonly RunAlert[];
  /** Pending, and gone before they fired. */
  readonly pending: readonly RunAlert[];
}

/** The runs by their label in Prometheus. One that never had a folder has none. */
export const listNames = (runs: readonly HealthyRun[]): ReadonlySet<string> =>
  new Set(runs.flatMap(({ name }) => (name === '' ? [] : [name])));

/**
 * Which alerts of these runs were false.
 * @param those without a folder never began, and are left out
 */
export function findFalseAlerts(runs: readonly HealthyRun[], { seen, alerts }: ToldAlerts): FalseAlerts {
  const names = [...listNames(runs)];
  const byName = new Map(runs.map((run) => [run.name, run]));
  const own = alerts.filter(({ run }) => names.includes(run));
  const firing = own.filter(({ state }) => state === 'firing');
  const isShared = ({ run, gate }: RunAlert) => byName.get(run)?.crossed.includes(gate) ?? false;
  const toKey = ({ run, alert, gate }: RunAlert) => `${run} ${alert} ${gate}`;
  const fired = new Set(firing.map(toKey));
  return {
    seen: names.filter((name) => seen.includes(name)).length,
    unseen: names.filter((name) => !seen.includes(name)),
    wrong: firing.filter((one) => !isShared(one)),
    shared: firing.filter(isShared),
    pending: own.filter((one) => one.state === 'pending' && !fired.has(toKey(one))),
  };
}

const toLines = (title: string, alerts: readonly RunAlert[]): readonly string[] =>
  alerts.length === 0
    ? []
    : [
        `  ${title}:`,
        ...toColumns(alerts.map(({ run, alert, gate }) => [run, alert, gate])).map((l) => `    ${l}`),
      ];

/** The second end of `npm run false-aborts`, as text: each false alert, then the count. */
export function toFalseAlertReport({ seen, unseen, wrong, shared, pending }: FalseAlerts): string {
  return [
    ...toLines('false alerts', wrong),
    ...toLines('fired, and the verdict of the run says the same', shared),
    ...toLines('pending for a while, and never fired', pending),
    ...(unseen.length === 0
      ? []
      : [
          `  not seen by the rules, so nothing can be told of: ${unseen.join(', ')}; look at the log of Prometheus`,
        ]),
    `  false alerts: ${wrong.length} for ${seen} runs that the rules of Prometheus looked at`,
    '',
  ].join('\n');
}

/**
 * The exit code of `npm run false-aborts`: 1 where a run failed or an alert was false; 3 where none did and nothing passed, or where
 * the rules of Prometheus, if one is attached, looked at none of the runs or not at all of them.
 */
export function toFalseAbortCode(
  runs: readonly HealthyRun[],
  alerts: Pick<FalseAlerts, 'seen' | 'unseen' | 'wrong'> | undefined,
): 0 | 1 | 3 {
  const { failed, passed } = countFalseAborts(runs);
  if (failed > 0 || (alerts !== undefined && alerts.wrong.length > 0)) return 1;
  const areSeen = alerts === undefined || (alerts.seen > 0 && alerts.unseen.length === 0);
  return passed > 0 && areSeen ? 0 : 3;
}
