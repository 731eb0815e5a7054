// Asks a Prometheus what it told of the runs of a campaign. Its rules must have looked at them: one without rules tells nothing of any run.
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { RUN_ON } from '../../lib/core/monitoring/series.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { isObject, toList, toObject } from '../../lib/core/text/json.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { checkPrometheus } from '../../lib/node/prometheus/check.ts';
import { queryNow, readApi } from '../../lib/node/prometheus/read.ts';
import type { RunAlert, ToldAlerts } from './false-alerts.ts';

const CALL_MS = 30_000;
/** The rules call a run on for a minute after its last figure; a round of them comes every 15 s. */
const LAST_LOOK_MS = 180_000;
const EVERY_MS = 1_000;

/**
 * Whether it takes what runs push, and has the rules about the runs of this service.
 * @throws OptionError where not, with the remedy
 */
export async function checkRules(target: PrometheusTarget, service: string): Promise<void> {
  await checkPrometheus(target, service);
  const { groups } = toObject(await readApi(target, 'rules?type=record', CALL_MS));
  const rules = toList(groups).flatMap((group) => (isObject(group) ? toList(group.rules) : []));
  const isOurs = (rule: unknown) =>
    isObject(rule) && rule.name === RUN_ON && toObject(rule.labels).service === service;
  if (rules.some(isOurs)) return;
  throw new OptionError(
    `PROMETHEUS_URL=${target.url} has no rules about the runs of ${service}; give one that "npm run monitoring -- up" started, or load monitoring/generated/${service}`,
  );
}

/**
 * Every alert of a run since then, once the rules have done with these.
 * @param runs by their label `run`
 * @throws QueryError; Error where the rules still call a run on that is long over
 */
export async function readRunAlerts(
  target: PrometheusTarget,
  service: string,
  runs: ReadonlySet<string>,
  since: Date,
): Promise<ToldAlerts> {
  const own = `service="${service}",run!=""`;
  await waitFor(
    `the rules of Prometheus at ${target.url} have done with the last run`,
    LAST_LOOK_MS,
    async () => {
      const on = await queryNow(target, `${RUN_ON}{${own}}`, CALL_MS);
      return on.some(({ labels }) => runs.has(labels.run ?? '')) ? undefined : true;
    },
    EVERY_MS,
  );
  const range = `[${Math.ceil((Date.now() - since.getTime()) / 1_000)}s]`;
  const seen = await queryNow(target, `max by (run) (max_over_time(${RUN_ON}{${own}}${range}))`, CALL_MS);
  const alerts = await queryNow(
    target,
    `max by (run, alertname, gate, alertstate) (max_over_time(ALERTS{${own}}${range}))`,
    CALL_MS,
  );
  return {
    seen: seen.map(({ labels }) => labels.run ?? ''),
    alerts: alerts.map(
      ({ labels }): RunAlert => ({
        run: labels.run ?? '',
        alert: labels.alertname ?? '',
        gate: labels.gate ?? '',
        state: labels.alertstate === 'firing' ? 'firing' : 'pending',
      }),
    ),
  };
}
