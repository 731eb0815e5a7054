// Asks a Prometheus what it told of the runs of a campaign. Its rules must have looked at them: one without rules tells nothing of any run.
import { Type } from 'typebox';
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { RUN_ON } from '../../lib/core/monitoring/series.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { callJson } from '../../lib/node/prometheus/api.ts';
import { checkPrometheus } from '../../lib/node/prometheus/check.ts';
import { queryInstant, toApiServer } from '../../lib/node/prometheus/read.ts';
import type { RunAlert, ToldAlerts } from './false-alerts.ts';

/** The rules call a run on for a minute after its last figure; a round of them comes every 15 s. */
const LAST_LOOK_MS = 180_000;
const EVERY_MS = 1_000;

const Rules = Type.Object({
  data: Type.Object({
    groups: Type.Array(
      Type.Object({
        rules: Type.Array(
          Type.Object({
            name: Type.String(),
            labels: Type.Optional(Type.Record(Type.String(), Type.String())),
          }),
        ),
      }),
    ),
  }),
});

/**
 * Whether it takes what runs push, and has the rules about the runs of this service.
 * @throws OptionError where not, with the remedy
 */
export async function checkRules(target: PrometheusTarget, service: string): Promise<void> {
  await checkPrometheus(target, service);
  const { data } = await callJson(toApiServer(target), Rules, { path: '/api/v1/rules?type=record' });
  const rules = data.groups.flatMap((group) => group.rules);
  if (rules.some(({ name, labels }) => name === RUN_ON && labels?.service === service)) return;
  throw new OptionError(
    `PROMETHEUS_URL=${target.url} has no rules about the runs of ${service}; give one that "npm run monitoring -- up" started, or load monitoring/generated/${service}`,
  );
}

/**
 * Every alert of a run since then, once the rules have done with these.
 * @param runs by their label `run`
 * @param stop aborts the wait for that: then it is what was told so far
 * @throws ApiError; Error where the rules still call a run on that is long over
 */
export async function readRunAlerts(
  target: PrometheusTarget,
  service: string,
  runs: ReadonlySet<string>,
  since: Date,
  stop: AbortSignal,
): Promise<ToldAlerts> {
  const server = toApiServer(target);
  const own = `service="${service}",run!=""`;
  await waitFor(
    `the rules of Prometheus at ${target.url} have done with the last run`,
    LAST_LOOK_MS,
    async () => {
      if (stop.aborted) return true;
      const on = await queryInstant(server, `${RUN_ON}{${own}}`);
      return on.some(({ labels }) => runs.has(labels.run ?? '')) ? undefined : true;
    },
    EVERY_MS,
  );
  const range = `[${Math.ceil((Date.now() - since.getTime()) / 1_000)}s]`;
  const seen = await queryInstant(server, `max by (run) (max_over_time(${RUN_ON}{${own}}${range}))`);
  const alerts = await queryInstant(
    server,
    `max by (run, alertname, gate, alertstate) (max_over_time(ALERTS{${own}}${range}))`,
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
