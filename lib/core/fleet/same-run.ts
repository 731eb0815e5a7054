// Whether two runners play the same run.
import type { RowOf } from '../journal/events.ts';
import { listEnvNames } from '../options/option.ts';
import { PLACE_OPTIONS } from '../plan/place-options.ts';

type Started = RowOf<'run.started'>;

/** Options that may differ between runners: they say nothing of the load, the gates or the service. */
const OWN_TO_A_RUNNER: ReadonlySet<string> = new Set([
  ...['SEGMENT', 'TOXIPROXY_API_URL', 'TOXIPROXY_LISTEN'],
  ...PLACE_OPTIONS.flatMap(listEnvNames),
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
