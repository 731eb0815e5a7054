// The cases of a world, and the file in which promtool takes them.
import { stringify } from 'yaml';
import { toQuoted } from '../../lib/core/monitoring/promql.ts';
import type { AlertWorld, Motion, World } from './alert-worlds.ts';

/** So many minutes of a world. `flat`: its counters stand still where they are; `reset`: the service has started again. */
export interface Stretch {
  readonly world: World;
  readonly min: number;
  readonly flat?: true;
  readonly reset?: true;
}

export interface AlertCase {
  readonly name: string;
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly stretches: readonly Stretch[];
  readonly fires: boolean;
}

/** So far a counter has come that is first seen while it stands. */
const STANDS_AT = 1_000;

export function toCase(
  world: Pick<AlertWorld, 'alert' | 'labels'>,
  what: string,
  stretches: readonly Stretch[],
  fires: boolean,
): AlertCase {
  const { alert, labels = {} } = world;
  const told = Object.values(labels).join(' ');
  return { name: `${alert} ${told} ${what}`.replace('  ', ' '), alert, labels, stretches, fires };
}

const isCounter = (motion: Motion) => motion !== 'gone' && 'perMin' in motion;

/** Every case that holds for an alert of its kind. */
export function listCases(world: AlertWorld): readonly AlertCase[] {
  const { bad, good, over = good, holdMin, recoverMin, kind } = world;
  const of = (what: string, stretches: readonly Stretch[], fires: boolean) =>
    toCase(world, what, stretches, fires);
  const hold = { world: bad, min: holdMin };
  const well = { world: good, min: holdMin };
  const counts = Object.values(bad).some(isCounter);
  const isOfRun = Object.keys(bad).some((series) => series.startsWith('aurora_gate_run'));
  const isPromise = world.alert === 'SoakPromiseBroken';
  return [
    of('fires', [hold], true),
    of('is silent where all is well', [well], false),
    ...(kind === 'lasting' ? [] : [of('resolves', [hold, { world: over, min: recoverMin }], false)]),
    of('in an empty world', [{ world: {}, min: holdMin }], kind === 'missing'),
    ...(counts && isOfRun
      ? [
          // k6 pushes no series that has not changed.
          of('is silent without traffic', [{ world: toRunAlone(bad), min: holdMin }], false),
          // A counter of k6 belongs to one run: there is no reset, and nothing to tell when it is over.
          ...(isPromise
            ? []
            : [of('is silent where no run is on', [{ world: toRunOff(bad), min: holdMin }], false)]),
        ]
      : []),
    ...(counts && !isOfRun
      ? [
          of('is silent without traffic', [{ ...hold, flat: true }], false),
          of('is silent when a healthy service starts again', [well, { ...well, reset: true }], false),
          of('fires through a new start', [hold, { ...hold, reset: true }], true),
        ]
      : []),
  ];
}

const toRunAlone = (world: World): World =>
  Object.fromEntries(Object.entries(world).filter(([series]) => !series.startsWith('k6_')));

const toRunOff = (world: World): World =>
  Object.fromEntries(
    Object.entries(world).map(([series, motion]) => [
      series,
      series.startsWith('aurora_gate_run') ? { at: 0 } : motion,
    ]),
  );

/** The values of one series through all stretches, a minute apart, as promtool writes them. */
function toValues(series: string, stretches: readonly Stretch[]): string {
  let value = 0;
  const parts: string[] = [];
  for (const [n, { world, min, flat, reset }] of stretches.entries()) {
    const motion = world[series] ?? 'gone';
    if (motion === 'gone') {
      // `_x4` is five gaps; a series that does not go on is not called stale by them.
      parts.push(`_x${min - 1}`);
      continue;
    }
    if ('at' in motion) {
      parts.push(`${motion.at}x${min - 1}`);
      continue;
    }
    const perMin = flat ? 0 : motion.perMin;
    const start = flat ? STANDS_AT : reset ? 0 : n === 0 ? perMin : value + perMin;
    value = start + perMin * (min - 1);
    parts.push(`${round(start)}+${round(perMin)}x${min - 1}`);
  }
  return parts.join(' ');
}

const round = (value: number) => Number(value.toPrecision(12));

const CONTRARY = 'the contrary of ';

/** What `promtool test rules` said of a file of ours: the names of the cases that failed, and of those whose contrary did. */
export function readFailures(output: string): {
  readonly failed: readonly string[];
  readonly told: readonly string[];
} {
  const names = [...output.matchAll(/ # ([^"]+)", time:/g)].map(([, name = '']) => name);
  return {
    failed: names.filter((name) => !name.startsWith(CONTRARY)),
    told: names.filter((name) => name.startsWith(CONTRARY)).map((name) => name.slice(CONTRARY.length)),
  };
}

/** A file for `promtool test rules`. */
export function toTestFile(ruleFiles: readonly string[], cases: readonly AlertCase[]): string {
  return stringify(
    {
      rule_files: ruleFiles,
      evaluation_interval: '1m',
      tests: cases.map(({ name, alert, labels, stretches, fires }) => {
        const series = new Set(stretches.flatMap(({ world }) => Object.keys(world)));
        const minutes = stretches.reduce((sum, { min }) => sum + min, 0);
        const matchers = Object.entries({ alertname: alert, alertstate: 'firing', ...labels });
        return {
          name,
          interval: '1m',
          input_series: [...series].map((one) => ({ series: one, values: toValues(one, stretches) })),
          // Each expectation and its contrary: of the two, promtool must refuse the second one, else the case tells nothing.
          promql_expr_test: [fires, !fires].map((firesHere) => ({
            // promtool names a failed expression, and not its case.
            expr: `count(ALERTS{${matchers.map(([label, value]) => `${label}=${toQuoted(value)}`).join(',')}}) # ${firesHere === fires ? '' : CONTRARY}${name}`,
            eval_time: `${minutes - 1}m`,
            exp_samples: firesHere ? [{ labels: '{}', value: 1 }] : [],
          })),
        };
      }),
    },
    { lineWidth: 0 },
  );
}
