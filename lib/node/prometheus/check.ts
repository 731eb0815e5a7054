// Is PROMETHEUS_URL a Prometheus that takes what we push? Asked before a run, so that a wrong address is a set-up error.
import { type Static, type TSchema, Type } from 'typebox';
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { PUSH_CHECK } from '../../core/monitoring/series.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { waitFor } from '../process/wait.ts';
import { ApiError, type ApiServer, callJson } from './api.ts';
import { PushError, pushNow } from './push.ts';
import { queryInstant, toApiServer } from './read.ts';

const DEADLINE_MS = 5_000;
const IN_TIME = { timeoutMs: DEADLINE_MS };

/**
 * Asks, writes one sample, and reads it back.
 * @throws OptionError where that does not go, with what to do
 */
export async function checkPrometheus(target: PrometheusTarget, service: string): Promise<void> {
  const server = toApiServer(target);
  const fail = (why: string, remedy: string) =>
    new OptionError(`PROMETHEUS_URL=${target.url} ${why}; ${remedy}`);
  const asOption = (error: unknown): Error => {
    if (error instanceof ApiError) return new OptionError(toRemedied(error));
    if (!(error instanceof PushError)) throw error;
    const { message, status } = error;
    if (status === 401 || status === 403)
      return fail(`does not let us in (${status})`, 'give the right PROMETHEUS_TOKEN');
    if (status === 404)
      return fail('takes no remote writes (404)', 'start it with --web.enable-remote-write-receiver');
    return fail(`does not take a remote write: ${message}`, 'see its log');
  };
  const orFail = (error: unknown) => Promise.reject(asOption(error));
  await queryInstant(server, 'vector(1)', IN_TIME).catch(orFail);
  if (!(await takesHistograms(server)))
    throw fail(
      'takes no native histograms, as which k6 writes its durations',
      'start it with --enable-feature=native-histograms',
    );
  const read = (atMs: number) => [{ name: PUSH_CHECK, labels: {}, value: atMs / 1_000 }];
  const atMs = await pushNow(target, { service }, read, DEADLINE_MS).catch(orFail);
  const isThere = async () => {
    const found = await queryInstant(server, `${PUSH_CHECK}{service="${service}"}`, IN_TIME);
    return found.some(({ value }) => value >= atMs / 1_000) || undefined;
  };
  await waitFor('the sample is there', DEADLINE_MS, isThere, 100).catch(() => {
    throw fail(
      'took a remote write that cannot be read back',
      'give one address at which both is done, and see that its clock and this one agree',
    );
  });
}

/** Who refuses a query that every Prometheus answers is none. */
const toRemedied = ({ message, trouble }: ApiError) =>
  trouble === 'refused'
    ? `${message}; give the address of a Prometheus, like http://127.0.0.1:9090`
    : message;

/** From this version on it takes them without being asked to. */
const [STABLE_MAJOR, STABLE_MINOR] = [3, 8];

const Flags = Type.Object({ data: Type.Object({ 'enable-feature': Type.String() }) });
const Build = Type.Object({ data: Type.Object({ version: Type.String() }) });

/** False where it says of itself that it does not: it would refuse whatever k6 writes. What keeps the API and tells no flags is believed. */
async function takesHistograms(server: ApiServer): Promise<boolean> {
  const read = <S extends TSchema>(form: S, path: string): Promise<Static<S> | undefined> =>
    callJson(server, form, { path: `/api/v1/status/${path}`, ...IN_TIME }).catch(() => undefined);
  const features = (await read(Flags, 'flags'))?.data['enable-feature'];
  if (features === undefined || features.includes('native-histograms')) return true;
  const version = (await read(Build, 'buildinfo'))?.data.version ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > STABLE_MAJOR || (major === STABLE_MAJOR && minor >= STABLE_MINOR);
}
