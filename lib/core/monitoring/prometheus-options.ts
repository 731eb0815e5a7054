// Where series go: the options of every command that pushes some, and what they come to.
import { SERVICE_ADDRESS, splitCredentials } from '../options/address.ts';
import { BEARER_TOKEN, type Option, type OptionValues, text } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { readOptions } from '../options/read-options.ts';
import { trimSlashes } from '../text/ends.ts';

export const PROMETHEUS_OPTIONS: readonly Option[] = [
  text(
    'PROMETHEUS_URL',
    '',
    'a Prometheus that takes remote writes, to which series are pushed: docs/monitoring-series.md',
    SERVICE_ADDRESS,
    { flag: 'prometheus' },
  ),
  text('PROMETHEUS_TOKEN', '', 'bearer token of that Prometheus; better by its variable', BEARER_TOKEN, {
    secret: true,
  }),
];

/** A Prometheus, and how to be let in. */
export interface PrometheusTarget {
  /** Without credentials, and without a slash at its end. */
  readonly url: string;
  /** `user:password`, as they are meant. */
  readonly credentials: string | undefined;
  /** A bearer token. */
  readonly token: string | undefined;
}

/**
 * Option values → where series go; undefined where none are asked for.
 * @throws OptionError where a value cannot be used, or a token is given and no address
 */
export function parsePrometheusTarget(values: OptionValues): PrometheusTarget | undefined {
  const { text: read } = readOptions(PROMETHEUS_OPTIONS, values);
  const token = read('PROMETHEUS_TOKEN') || undefined;
  const address = read('PROMETHEUS_URL');
  if (address === '') {
    if (token === undefined) return undefined;
    throw new OptionError(
      'PROMETHEUS_URL is empty: give the address of the Prometheus that the token is for',
    );
  }
  const { url, credentials } = splitCredentials(address);
  if (credentials !== undefined && token !== undefined)
    throw new OptionError(
      'PROMETHEUS_TOKEN: PROMETHEUS_URL has a user and a password too; give one of the two',
    );
  return { url: trimSlashes(url), credentials, token };
}

/** k6's name for its output by Prometheus remote write. */
const OUTPUT = 'experimental-prometheus-rw';

/**
 * The variables by which k6 writes its own series there, durations as native histograms, beside any other output it was given.
 * @param env what k6 is started with otherwise
 */
export function toK6Output({ url, credentials, token }: PrometheusTarget, env: OptionValues): OptionValues {
  const others = (env.K6_OUT ?? '').split(',').filter((one) => one !== '' && !one.startsWith(OUTPUT));
  const [user = '', ...password] = credentials?.split(':') ?? [];
  return {
    K6_OUT: [...others, OUTPUT].join(','),
    K6_PROMETHEUS_RW_SERVER_URL: `${url}/api/v1/write`,
    K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
    ...(token === undefined ? {} : { K6_PROMETHEUS_RW_BEARER_TOKEN: token }),
    ...(credentials === undefined
      ? {}
      : { K6_PROMETHEUS_RW_USERNAME: user, K6_PROMETHEUS_RW_PASSWORD: password.join(':') }),
  };
}
