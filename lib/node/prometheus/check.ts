// Is PROMETHEUS_URL a Prometheus that takes what we push? Asked before a run, so that a wrong address is a set-up error.
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { PUSH_CHECK } from '../../core/monitoring/series.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { waitFor } from '../process/wait.ts';
import { PushError, pushSnapshots } from './push.ts';
import { QueryError, queryNow } from './read.ts';

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
  const atMs = Date.now();
  const readings = [{ name: PUSH_CHECK, labels: {}, value: atMs / 1_000 }];
  await pushSnapshots(target, { service }, [{ atMs, readings }], DEADLINE_MS).catch((error: unknown) =>
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
