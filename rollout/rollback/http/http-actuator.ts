// The actuator of a service without Kubernetes: a percentage of users, read with its ETag and set by If-Match.
import { createHash } from 'node:crypto';
import { redactText } from '../../../lib/core/text/redact.ts';
import { type Actuator, ActuatorError, type Standing } from '../actuator.ts';
import type { LeaseStore } from '../lease.ts';
import { callActuator, type HttpTarget, readTagged } from './call-actuator.ts';
import { type PercentageOrder, RolloutPercentage } from './contract-schema.ts';

export interface HttpActuatorOptions extends HttpTarget {
  /** Of the rollout. */
  readonly name: string;
  /** The version that is to go, as the users' path names it. */
  readonly version: string;
  /** The percentage to go back to. */
  readonly backTo: number;
  readonly request: { readonly id: string; readonly actor: string; readonly reasons: readonly string[] };
  readonly lease: LeaseStore;
}

export const toRolloutPath = (name: string): string => `/v1/rollouts/${encodeURIComponent(name)}`;

/** How a percentage stands. */
export function toStanding(percentage: number, backTo: number, version: string): Standing {
  const share = `${percentage} % of the users are sent to ${version}`;
  return percentage > backTo
    ? { state: 'serves', version, next: `set the percentage to ${backTo}`, text: share }
    : { state: 'gone', version, next: '', text: share };
}

/** The same order upon the same state has the same key; upon another state it is another order. */
const toOrderKey = (id: string, tag: string) =>
  createHash('sha256').update(`${id} ${tag}`).digest('hex').slice(0, 32);

const MAX_ACTOR_CHARS = 200;
const MAX_REASON_CHARS = 2_000;

export function createHttpActuator(options: HttpActuatorOptions): Actuator {
  const { name, version, backTo, request, lease, url } = options;
  const path = toRolloutPath(name);
  let tag = '';
  return {
    kind: 'http',
    target: name,
    version,
    lease,
    async read() {
      const { value, tag: newest } = await readTagged(options, path, RolloutPercentage);
      if (value.name !== name)
        throw new ActuatorError(
          `ROLLBACK_URL=${redactText(url)} answers GET ${path} with the rollout ${value.name}; correct ROLLBACK_URL`,
          'strange',
        );
      tag = newest;
      return toStanding(value.percentage, backTo, version);
    },
    async act() {
      const order: PercentageOrder = {
        percentage: backTo,
        changed_by: request.actor.slice(0, MAX_ACTOR_CHARS),
        reason: request.reasons.join('; ').slice(0, MAX_REASON_CHARS),
      };
      const headers = { 'if-match': tag, 'idempotency-key': toOrderKey(request.id, tag) };
      await callActuator(options, { method: 'PUT', path, headers, json: order });
    },
    byHand: () => [
      `set the percentage of ${name} to ${backTo} where the service reads it (docs/rollback-engine.md#by-hand), and read it back:`,
      `curl -i -H "authorization: Bearer $ROLLBACK_TOKEN" ${redactText(url)}${path}`,
      `curl -i -X PUT -H "authorization: Bearer $ROLLBACK_TOKEN" -H 'content-type: application/json' -H 'if-match: "THE-ETAG"' -d '{"percentage":${backTo},"changed_by":"YOU","reason":"WHY"}' ${redactText(url)}${path}`,
      `then call the users' path until no answer is of ${version}`,
    ],
  };
}
