// A canary at an HTTP actuator whose share of the users follows the evidence of the decision server, until it has all or none.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toJsonOrNone, toObject } from '../../../lib/core/text/json.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { callApi } from '../../../lib/node/prometheus/api.ts';
import { adapt } from '../../adaptive/adapt.ts';
import { listBeyond } from '../../adaptive/check-limits.ts';
import type { WeightLimits } from '../../adaptive/decide-weight.ts';
import { ACTIONS } from '../../decision/decision.ts';
import { rollBack } from '../../rollback/roll-back.ts';
import { ROLLBACK_SETTINGS } from '../../rollback/settings.ts';
import { watchUsersPath } from '../../rollback/users-path.ts';
import { readValuesFile } from '../../values/read-values.ts';
import { type Action, type ActionContext, refuseWord } from '../context.ts';
import { openActuator, toHolder, toSettings, toUsersPath } from '../rollback/actuators.ts';
import { named } from '../rollback/named.ts';

const LOOK_MS = 2_000;
const BLIND_MS = 60_000;

/** @returns 0 where the version has all of the users, 1 where it was taken back or a person must act */
export const runAdapt: Action = async (context) => {
  refuseWord(context, 'adapt');
  const { options, say, tell, stop } = context;
  const name = named(options, 'ROLLOUT_NAME', 'rollout', 'which rollout');
  const actor = named(options, 'ROLLOUT_BY', 'name', 'who releases');
  const usersPath = toUsersPath(context);
  const toRequest = (why: string) => ({ id: randomUUID(), actor, trigger: 'adaptive', reasons: [why] });
  const limits = await readLimits(context);
  // What it lacks is said before anything is moved.
  const { toActuator, close } = await openActuator(context);
  const ended = await adapt({
    target: {
      url: named(options, 'ROLLBACK_URL', 'actuator-url', 'where the actuator is'),
      token: options.text('ROLLBACK_TOKEN'),
      callMs: ROLLBACK_SETTINGS.callMs,
    },
    name,
    actor,
    limits,
    ask: (step) => askDecision(context, name, step),
    async rollBack(why) {
      const request = toRequest(why);
      const path = watchUsersPath(usersPath);
      try {
        return await rollBack(toActuator(request, options.text('ROLLOUT_CANARY'), ''), request, {
          path,
          settings: toSettings(context),
          holder: toHolder(),
          now: Date.now,
          pause: (ms) => pause(ms),
          tell,
          stop: new AbortController().signal,
        });
      } finally {
        path.stop();
      }
    },
    lookMs: LOOK_MS,
    blindMs: BLIND_MS,
    now: Date.now,
    pause: (ms) => pause(ms, undefined, { signal: stop }).catch(() => {}),
    say,
    stop,
  }).finally(close);
  say(`${name}: ${ended}`);
  return ended === 'promoted' || ended === 'stopped' ? 0 : 1;
};

/** @throws OptionError where they are beyond what the environment lets a bad version hurt */
async function readLimits({ options }: ActionContext): Promise<WeightLimits> {
  const limits = {
    firstPct: options.number('ADAPT_FIRST'),
    maxRisePct: options.number('ADAPT_MAX_RISE'),
    stepMs: options.number('ADAPT_STEP_S') * 1_000,
  };
  const given = options.text('ROLLOUT_VALUES');
  const path = `rollout/values/${options.text('ROLLOUT_ENVIRONMENT')}.yaml`;
  const read = await readValuesFile(given || path, given || repoPath(path));
  const faults = 'faults' in read ? read.faults : listBeyond(limits, read.values);
  if (faults.length > 0) throw new OptionError(faults.join('\n'));
  return limits;
}

async function askDecision({ options, stop }: ActionContext, rollout: string, step: number) {
  const query = new URLSearchParams({
    namespace: options.text('ROLLOUT_NAMESPACE') || 'any',
    rollout,
    canary: named(options, 'ROLLOUT_CANARY', 'canary', 'which version is the new one'),
    step: String(step),
    stable: named(options, 'ROLLOUT_STABLE', 'stable', 'which version was there before'),
  });
  const server = {
    name: 'the decision server',
    url: options.text('ROLLOUT_SERVER'),
    urlEnv: 'ROLLOUT_SERVER',
    token: options.text('ROLLOUT_TOKEN'),
    tokenEnv: 'ROLLOUT_TOKEN',
    stop,
  };
  const answer = toObject(toJsonOrNone(await callApi(server, { path: `/v1/decision?${query}` })));
  const decision = ACTIONS.find((one) => one === answer.decision);
  if (decision === undefined)
    throw new OptionError('ROLLOUT_SERVER answers no decision; give that of rollout -- serve');
  const { good, harm } = toObject(answer.evidence);
  return typeof good === 'number' && typeof harm === 'number'
    ? { decision, evidence: { good, harm } }
    : { decision };
}
