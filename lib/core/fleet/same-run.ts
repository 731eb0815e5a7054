// Whether two runners play the same run.
import { RUN_SIGN_OPTIONS } from '../evidence/options.ts';
import type { RowOf } from '../journal/events.ts';
import { PROMETHEUS_OPTIONS } from '../monitoring/prometheus-options.ts';
import { SILENCE_OPTIONS } from '../monitoring/silence-options.ts';
import { listEnvNames } from '../options/option.ts';

type Started = RowOf<'run.started'>;

/** Options that may differ between runners: they say nothing of the load, the gates or the service. */
const OWN_TO_A_RUNNER: ReadonlySet<string> = new Set([
  ...['SEGMENT', 'OUTPUT_DIR', 'K6_ADDRESS', 'LIVE', 'VERBOSE', 'TOXIPROXY_API_URL', 'TOXIPROXY_LISTEN'],
  ...[...PROMETHEUS_OPTIONS, ...SILENCE_OPTIONS, ...RUN_SIGN_OPTIONS].flatMap(listEnvNames),
]);

/** What a runner was given otherwise than another, as the rest of "runner 2 …"; undefined where both play the same run. */
export function findOtherRun(own: Started, first: Started): string | undefined {
  if (own.service !== first.service) return `tests ${own.service}, and others ${first.service}`;
  if (own.run_id !== first.run_id)
    return `has RUN_ID=${own.run_id}, and others ${first.run_id}: give all the same`;
  if (own.seed !== first.seed) return `has SEED=${own.seed}, and others ${first.seed}: give all the same`;
  if (own.base !== first.base) return `has BASE=${own.base}, and others ${first.base}: give all the same`;
  const names = [...new Set([...Object.keys(own.options), ...Object.keys(first.options)])].sort();
  const other = names.find((name) => !OWN_TO_A_RUNNER.has(name) && own.options[name] !== first.options[name]);
  if (other === undefined) return undefined;
  const show = (value: string | undefined) => (value === undefined ? 'none' : value);
  return `has ${other}=${show(own.options[other])}, and others ${show(first.options[other])}: give all the same`;
}
