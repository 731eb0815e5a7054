// The lock of an HTTP actuator that keeps one, and the file that stands in where it keeps none.
import { ActuatorError } from '../actuator.ts';
import type { LeaseStore } from '../lease.ts';
import { callActuator, type HttpTarget, readTagged } from './call-actuator.ts';
import { RolloutLease } from './contract-schema.ts';
import { toRolloutPath } from './http-actuator.ts';

/**
 * The lock of a rollout.
 * @param fallback taken from then on where the actuator has no such resource
 */
export function createHttpLease(
  target: HttpTarget,
  name: string,
  fallback: LeaseStore,
  tell: (line: string) => void,
): LeaseStore {
  const path = `${toRolloutPath(name)}/lease`;
  let isMissing = false;
  return {
    async read() {
      if (isMissing) return fallback.read();
      try {
        const { value, tag } = await readTagged(target, path, RolloutLease);
        return {
          record: { holder: value.holder, durationMs: value.duration_ms, renewal: tag },
          tag,
        };
      } catch (error) {
        if (!(error instanceof ActuatorError && error.trouble === 'missing')) throw error;
        isMissing = true;
        tell(
          'the actuator keeps no lock: a file keeps engines of this machine apart, and those of others not',
        );
        return fallback.read();
      }
    },
    async write(holder, durationMs, tag) {
      if (isMissing) return fallback.write(holder, durationMs, tag);
      await callActuator(target, {
        method: 'PUT',
        path,
        headers: { 'if-match': tag ?? '' },
        json: { holder, duration_ms: durationMs } satisfies RolloutLease,
      });
    },
  };
}
