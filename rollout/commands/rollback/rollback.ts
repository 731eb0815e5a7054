// A rollback that a person or a pipeline asks for.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Actuator } from '../../rollback/actuator.ts';
import { type RollbackRequest, type RollbackResult, rollBack } from '../../rollback/roll-back.ts';
import { toEvent, toLines } from '../../rollback/tell-result.ts';
import { watchUsersPath } from '../../rollback/users-path.ts';
import { type Action, type ActionContext, refuseWord } from '../context.ts';
import { openActuator, toHolder, toSettings, toUsersPath } from './actuators.ts';
import { openRecord } from './evidence.ts';
import { named } from './named.ts';
import { openDeliveries, readWebhooksOf } from './webhooks.ts';

/** Whoever is told has so long; a rollback that is over waits no longer for an endpoint that hangs. */
const TELL_MS = 15_000;

/** Rolls back once. @returns 0 where the version is gone, 1 where that is unresolved */
export const runRollback: Action = async (context) => {
  refuseWord(context, 'rollback');
  const { options, say } = context;
  const request: RollbackRequest = {
    id: options.text('ROLLBACK_ID') || randomUUID(),
    actor: named(options, 'ROLLOUT_BY', 'name', 'who rolls back'),
    trigger: 'cli',
    reasons: [named(options, 'ROLLOUT_REASON', 'reason', 'why')],
  };
  // All that can be wrong with what was typed is told before anything is touched.
  toUsersPath(context);
  const deliveries = openDeliveries(context, await readWebhooksOf(context));
  const record = await openRecord(context);
  const { toActuator, close } = await openActuator(context);
  try {
    const actuator = toActuator(request, options.text('ROLLOUT_CANARY'), options.text('ROLLOUT_STABLE'));
    const result = await rollOnce(context, actuator, request);
    deliveries.emit(toEvent(result, request, Date.now()));
    await record(result, request);
    if (options.isOn('ROLLOUT_JSON')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else for (const line of toLines(result)) say(line);
    return result.outcome === 'rolled-back' ? 0 : 1;
  } finally {
    await deliveries.close(TELL_MS);
    await close();
  }
};

/** One rollback, with the users' path looked at all through it. */
export async function rollOnce(
  context: ActionContext,
  actuator: Actuator,
  request: RollbackRequest,
): Promise<RollbackResult> {
  const { tell, stop } = context;
  const path = watchUsersPath(toUsersPath(context));
  try {
    return await rollBack(actuator, request, {
      path,
      settings: toSettings(context),
      holder: toHolder(),
      now: Date.now,
      pause: (ms) => pause(ms, undefined, { signal: stop }).catch(() => {}),
      tell,
      stop,
    });
  } finally {
    path.stop();
  }
}
