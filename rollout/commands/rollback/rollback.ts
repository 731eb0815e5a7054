// A rollback that a person or a pipeline asks for.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type RollbackRequest, type RollbackResult, rollBack } from '../../rollback/roll-back.ts';
import { watchUsersPath } from '../../rollback/users-path.ts';
import { type Action, refuseWord } from '../context.ts';
import { openActuator, toHolder, toSettings, toUsersPath } from './actuators.ts';
import { named } from './named.ts';

/** Rolls back once. @returns 0 where the version is gone, 1 where that is unresolved */
export const runRollback: Action = async (context) => {
  refuseWord(context, 'rollback');
  const { options, say, tell, stop } = context;
  const request: RollbackRequest = {
    id: options.text('ROLLBACK_ID') || randomUUID(),
    actor: named(options, 'ROLLOUT_BY', 'name', 'who rolls back'),
    trigger: 'cli',
    reasons: [named(options, 'ROLLOUT_REASON', 'reason', 'why')],
  };
  const usersPath = toUsersPath(context);
  const actuator = await openActuator(context, request);
  const path = watchUsersPath(usersPath);
  try {
    const result = await rollBack(actuator, request, {
      path,
      settings: toSettings(context),
      holder: toHolder(),
      now: Date.now,
      pause: (ms) => pause(ms, undefined, { signal: stop }).catch(() => {}),
      tell,
      stop,
    });
    if (options.isOn('ROLLOUT_JSON')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else for (const line of toLines(result)) say(line);
    return result.outcome === 'rolled-back' ? 0 : 1;
  } finally {
    path.stop();
  }
};

/** A result as a person reads it. What is unresolved cannot be overlooked. */
export function toLines({
  outcome,
  isAlready,
  target,
  tookMs,
  reasons,
  byHand,
}: RollbackResult): readonly string[] {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  if (outcome === 'rolled-back')
    return [
      isAlready
        ? `${target} was rolled back already: nothing was done, and it was looked at for ${took}`
        : `${target} is rolled back, after ${took}`,
      ...reasons.map((reason) => `  ${reason}`),
    ];
  return [
    `UNRESOLVED: ${target} is not rolled back, after ${took}. A person must act now.`,
    ...reasons.map((reason) => `  ${reason}`),
    'By hand:',
    ...byHand.map((line) => `  ${line}`),
  ];
}
