// The engine on watch, with the server by which others ask, until Ctrl-C.
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parsePrometheusTarget } from '../../../lib/core/monitoring/prometheus-options.ts';
import type { ApiServer } from '../../../lib/node/prometheus/api.ts';
import { toApiServer } from '../../../lib/node/prometheus/read.ts';
import { type Alerts, createAlerts } from '../../rollback/triggers/alerts.ts';
import {
  createBurnSource,
  createDecisionSource,
  createGateSource,
  createProbeSource,
  type Source,
} from '../../rollback/triggers/sources.ts';
import { createRolloutWatch } from '../../rollback/watch-rollout.ts';
import { createHookHandler } from '../../webhooks/inbound/handle-hook.ts';
import { startHooks } from '../../webhooks/inbound/start-hooks.ts';
import { openLetters } from '../../webhooks/letters.ts';
import { type Action, type ActionContext, refuseWord } from '../context.ts';
import { openActuator, toHolder, toUsersPath } from './actuators.ts';
import { openRecord } from './evidence.ts';
import { rollOnce } from './rollback.ts';
import { openDeliveries, readWebhooksOf } from './webhooks.ts';

/** An unresolved rollback is tried again after a minute, as long as the version is bad. */
const AGAIN_MS = 60_000;
const TELL_MS = 15_000;

/** Watches, and keeps the server up. */
export const runWatch: Action = async (context) => {
  refuseWord(context, 'watch');
  const { options, say, tell, stop } = context;
  toUsersPath(context);
  const stateDir = resolve(options.text('ROLLBACK_STATE_DIR'));
  const webhooks = await readWebhooksOf(context);
  const deliveries = openDeliveries(context, webhooks);
  const record = await openRecord(context);
  const opened = await openActuator(context);
  const alerts = createAlerts(options.text('WATCH_ALERTS').split(','), Date.now);
  const watch = createRolloutWatch({
    rollout: opened.rollout,
    actor: `rollback engine ${toHolder()}`,
    view: opened.view,
    sources: listSources(context, alerts),
    async roll(request, version) {
      const result = await rollOnce(context, opened.toActuator(request, version, ''), request);
      await record(result, request);
      return result;
    },
    emit: deliveries.emit,
    tell,
    now: Date.now,
    pause: (ms) => pause(ms, undefined, { signal: stop }).catch(() => {}),
    stop,
    pollMs: options.number('WATCH_EVERY_S') * 1_000,
    bakeMs: options.number('WATCH_BAKE_MIN') * 60_000,
    againMs: AGAIN_MS,
  });
  const token = options.text('ROLLOUT_TOKEN');
  try {
    const hooks = await startHooks({
      host: options.text('ROLLOUT_HOST'),
      port: options.number('HOOKS_PORT'),
      stateDir,
      rollout: opened.rollout,
      senders: webhooks.senders,
      handle: createHookHandler(watch, toDecisionServer(context), opened.rollout),
      alertsToken: token || undefined,
      onAlerts: alerts.take,
      tell,
      now: Date.now,
    });
    try {
      say(`${hooks.url}/`);
      if (webhooks.senders.length === 0) tell('nobody may ask by a webhook: WEBHOOKS_FILE names no senders');
      if (webhooks.endpoints.length === 0) tell('nobody is told: WEBHOOKS_FILE names no endpoints');
      deliveries.resend((await openLetters(stateDir).list()).letters);
      await watch.run();
    } finally {
      await hooks.close();
    }
  } finally {
    await deliveries.close(TELL_MS);
    await opened.close();
  }
  return 0;
};

const toDecisionServer = ({ options, stop }: ActionContext): ApiServer => ({
  name: 'the decision server',
  url: options.text('ROLLOUT_SERVER'),
  urlEnv: 'ROLLOUT_SERVER',
  token: options.text('ROLLOUT_TOKEN'),
  tokenEnv: 'ROLLOUT_TOKEN',
  stop,
});

/** Whoever is named is asked; the decision server always is. */
function listSources(context: ActionContext, alerts: Alerts): readonly Source[] {
  const { options, stop } = context;
  const prometheus = parsePrometheusTarget({
    PROMETHEUS_URL: options.text('PROMETHEUS_URL'),
    PROMETHEUS_TOKEN: options.text('PROMETHEUS_TOKEN'),
  });
  const prober: ApiServer = {
    name: 'Prober',
    url: options.text('PROBER_URL'),
    urlEnv: 'PROBER_URL',
    token: options.text('PROBER_TOKEN'),
    tokenEnv: 'PROBER_TOKEN',
    stop,
  };
  const gate = options.text('ROLLOUT_GATE');
  return [
    createDecisionSource(
      toDecisionServer(context),
      options.text('ROLLOUT_NAMESPACE'),
      options.text('ROLLOUT_NAME'),
    ),
    { trigger: 'alert', ask: async (candidate) => alerts.find(candidate) },
    ...(prometheus === undefined
      ? []
      : [createBurnSource(toApiServer(prometheus, stop), options.text('WATCH_ALERTS').split(','))]),
    ...(prober.url === '' ? [] : [createProbeSource(prober, options.text('ROLLOUT_ENVIRONMENT'))]),
    ...(gate === '' ? [] : [createGateSource(gate)]),
  ];
}
