// Is PROMETHEUS_URL a Prometheus that takes what we push? Asked before a run, so that a wrong address is a set-up error.
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { PUSH_CHECK } from '../../core/monitoring/series.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { waitFor } from '../process/wait.ts';
import { PushError, pushNow } from './push.ts';
import { QueryError, queryNow, readApi } from './read.ts';

const DEADLINE_MS = 5_000;

/**
 * Asks, writes one sample, and reads it back.
 * @throws OptionError where that does not go, with what to do
 */
export async function checkPrometheus(target: PrometheusTarget, service: string): Promise<void> {
  const fail = (why: string, remedy: string) =>
    new OptionError(`PROMETHEUS_URL=${target.url} ${why}; ${remedy}`);
  const asOption = (error: unknown): Error => {
    if (!(error instanceof PushError || error instanceof QueryError)) throw error;
    const { message, status } = error;
    if (status === 401 || status === 403)
      return fail(`does not let us in (${status})`, 'give its token in PROMETHEUS_TOKEN');
    if (status === 0)
      return fail(`does not answer (${message})`, 'start it, or give the address it listens on');
    if (error instanceof QueryError)
      return fail(`is no Prometheus: ${message}`, 'give the address of one, like http://127.0.0.1:9090');
    if (status === 404)
      return fail('takes no remote writes (404)', 'start it with --web.enable-remote-write-receiver');
    return fail(`does not take a remote write: ${message}`, 'see its log');
  };
  await queryNow(target, 'vector(1)', DEADLINE_MS).catch((error: unknown) => Promise.reject(asOption(error)));
  if (!(await takesHistograms(target)))
    throw fail(
      'takes no native histograms, as which k6 writes its durations',
      'start it with --enable-feature=native-histograms',
    );
  const read = (atMs: number) => [{ name: PUSH_CHECK, labels: {}, value: atMs / 1_000 }];
  const atMs = await pushNow(target, { service }, read, DEADLINE_MS).catch((error: unknown) =>
    Promise.reject(asOption(error)),
  );
  const isThere = async () => {
    const found = await queryNow(target, `${PUSH_CHECK}{service="${service}"}`, DEADLINE_MS);
    return found.some(({ value }) => value >= atMs / 1_000) || undefined;
  };
  await waitFor('the sample is there', DEADLINE_MS, isThere, 100).catch(() => {
    throw fail(
      'took a remote write that cannot be read back',
      'give one address at which both is done, and see that its clock and this one agree',
    );
  });
}

/** From this version on it takes them without being asked to. */
const [STABLE_MAJOR, STABLE_MINOR] = [3, 8];

/** False where it says of itself that it does not: it would refuse whatever k6 writes. What keeps the API and tells no flags is believed. */
async function takesHistograms(target: PrometheusTarget): Promise<boolean> {
  const read = (path: string) => readApi(target, `status/${path}`, DEADLINE_MS).catch(() => undefined);
  const flags = (await read('flags')) as Readonly<Record<string, unknown>> | undefined;
  const features = flags?.['enable-feature'];
  if (typeof features !== 'string' || features.includes('native-histograms')) return true;
  const build = (await read('buildinfo')) as { readonly version?: unknown } | undefined;
  const [major = 0, minor = 0] = String(build?.version ?? '')
    .split('.')
    .map(Number);
  return major > STABLE_MAJOR || (major === STABLE_MAJOR && minor >= STABLE_MINOR);
}
