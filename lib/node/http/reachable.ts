// Does anybody answer at an address at all? Asked before a check that takes a while, so that a wrong one is said at once.
import { OptionError } from '../../core/options/option-error.ts';
import { fetchAddress } from './address.ts';
import { toReason } from './fetch-failure.ts';

/**
 * Makes one call to `base`. Any answer will do; what it is worth is for the checks.
 * @throws OptionError where nobody takes the call
 */
export async function ensureReachable(base: string, timeoutMs: number, stop: AbortSignal): Promise<void> {
  const inTime = AbortSignal.timeout(timeoutMs);
  try {
    const signal = AbortSignal.any([inTime, stop]);
    const response = await fetchAddress(`${base}/healthz`, { redirect: 'manual', signal });
    await response.body?.cancel();
  } catch (error) {
    // A service that takes calls and hangs is one that fails its checks.
    if (inTime.aborted) return;
    throw new OptionError(`${base} cannot be reached (${toReason(error)}); check --base and that it is up`);
  }
}
