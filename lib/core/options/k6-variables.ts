// What of the caller's environment reaches the k6 that we start. k6 takes every option of its own from a `K6_…` variable, over the
// script's: whatever is not listed here could change the load or what is seen of the answers, and is refused by its name.
import { fitsName, toChildEnvironment } from './child-environment.ts';
import { LIVE } from './live-options.ts';
import type { OptionValues } from './option.ts';
import { OptionError } from './option-error.ts';

interface K6Variable {
  /** Its name; with a * at the end all that begin so. */
  readonly name: string;
  readonly doc: string;
}

/** The `K6_…` that a run may be given. The documents name them all. */
export const K6_VARIABLES: readonly K6Variable[] = [
  {
    name: 'K6_OUT',
    doc: 'where k6 sends its metrics besides, like `csv=FILE`; not `cloud`, which judges by itself',
  },
  { name: 'K6_CSV_*', doc: 'settings of the CSV output' },
  { name: 'K6_INFLUXDB_*', doc: 'settings of the InfluxDB output' },
  { name: 'K6_PROMETHEUS_RW_*', doc: 'settings of the Prometheus remote-write output' },
  { name: 'K6_OTEL_*', doc: 'settings of the OpenTelemetry output' },
  { name: 'K6_WEB_DASHBOARD*', doc: "k6's own dashboard, and its settings" },
  { name: 'K6_AUTO_EXTENSION_RESOLUTION', doc: 'no scenario here needs an extension' },
  { name: 'K6_BINARY_PROVISIONING', doc: 'the same, in k6 1' },
  { name: 'K6_NO_USAGE_REPORT', doc: 'k6 is started without a report in any case' },
];

/** `K6_…` that are read by us, and not by k6. */
const OWN: ReadonlySet<string> = new Set(['K6_BIN', 'K6_DISRUPTOR_BIN', 'K6_ADDRESS']);

/** Of the live feed, which no script reads. */
const OUR_SECRETS: ReadonlySet<string> = new Set(
  LIVE.options.filter(({ secret }) => secret).map(({ env }) => env),
);

const isGiven = (value: string | undefined): value is string => value !== undefined && value !== '';

/**
 * The variables of an environment that k6 is started with, but for the run's own options.
 * @throws OptionError for a `K6_…` that a run cannot be given
 */
export function toK6Environment(env: OptionValues): Readonly<Record<string, string>> {
  const kept: Record<string, string> = { ...toChildEnvironment('k6', env) };
  for (const [name, value] of Object.entries(env)) {
    if (!isGiven(value) || OWN.has(name) || !name.startsWith('K6_')) continue;
    requireSupported(name, value);
    kept[name] = value;
  }
  return kept;
}

/**
 * The variables that the k6 which talks to a cluster is started with: all but the unlisted `K6_…`, since the log-in to a cluster
 * may need any of them, and but the secrets that are ours.
 * @throws OptionError as `toK6Environment`
 */
export function toClusterEnvironment(env: OptionValues): OptionValues {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('K6_') && !OUR_SECRETS.has(name));
  return { ...Object.fromEntries(others), ...toK6Environment(env) };
}

/** @throws OptionError */
function requireSupported(name: string, value: string): void {
  if (!K6_VARIABLES.some((known) => fitsName(known.name, name)))
    throw new OptionError(
      `${name}: k6 would take it over what the run asks of it; unset it (env -u ${name} …), docs/runs.md lists the K6_… that a run may be given`,
    );
  if (name === 'K6_OUT' && value.split(',').some((output) => /^cloud\b/.test(output.trim())))
    throw new OptionError(
      'K6_OUT=cloud: a run has one verdict, and this one judges too; give another output',
    );
}
