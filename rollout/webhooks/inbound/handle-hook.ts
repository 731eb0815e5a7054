// What becomes of what was asked for: a rollback is begun; what holds or lets pass is told to the decision server as an override, which ends
// by itself, is in its journal, and silences no abort.
import { randomUUID } from 'node:crypto';
import { isObject, toJsonOrNone, toList, toObject } from '../../../lib/core/text/json.ts';
import { ApiError, type ApiServer, callApi } from '../../../lib/node/prometheus/api.ts';
import type { RolloutWatch } from '../../rollback/watch-rollout.ts';
import type { Hook, HookBody } from './hook-schema.ts';
import type { HookAnswer } from './hooks-app.ts';

const MINUTES = 30;
/** The shortest that the decision server takes: what was held is not held any more. */
const AT_ONCE_MINUTES = 0.001;

export const createHookHandler =
  (watch: Pick<RolloutWatch, 'ask'>, server: ApiServer, rollout: string) =>
  async (hook: Hook, body: HookBody, sender: string): Promise<HookAnswer> => {
    const { actor, reason, version = '', minutes = MINUTES } = body;
    const name = `${actor} (by ${sender})`;
    switch (hook) {
      case 'rollback': {
        const request = { id: randomUUID(), actor: name, trigger: 'hook', reasons: [reason] };
        return watch.ask(request, version)
          ? { is: 'accepted', text: `${rollout} is being rolled back` }
          : { is: 'accepted', text: `${rollout} is being rolled back already` };
      }
      case 'pause':
        return override('hold', minutes);
      case 'resume':
        return override('hold', AT_ONCE_MINUTES);
      case 'approve':
        return override('promote', minutes);
    }

    async function override(decision: 'hold' | 'promote', forMinutes: number): Promise<HookAnswer> {
      try {
        const known = await findCanary(server, rollout, version);
        if (typeof known === 'string') return { is: 'refused', text: known };
        const json = { decision, name, reason, minutes: forMinutes, ...known };
        const answer = toObject(
          toJsonOrNone(await callApi(server, { method: 'POST', path: '/v1/override', json })),
        );
        return {
          is: 'accepted',
          text: `the decision about ${known.canary} is ${String(answer.decision)} now`,
        };
      } catch (error) {
        if (error instanceof ApiError) return { is: 'refused', text: error.message };
        throw error;
      }
    }
  };

/** The canary of our rollout that the decision server knows. @returns why not, as a text */
async function findCanary(server: ApiServer, rollout: string, version: string) {
  const { rollouts } = toObject(toJsonOrNone(await callApi(server, { path: '/v1/rollouts' })));
  const own = toList(rollouts)
    .filter(isObject)
    .find((one) => [`${one.namespace}/${one.rollout}`, one.rollout].includes(rollout));
  if (own === undefined) return `the decision server knows no canary of ${rollout}`;
  if (version !== '' && own.canary !== version)
    return `its canary is ${String(own.canary)}, and not ${version}`;
  return { namespace: String(own.namespace), rollout: String(own.rollout), canary: String(own.canary) };
}
