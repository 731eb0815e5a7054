// Given options → all that k6, the stack and the judge must agree on: seed, ports, whether there is chaos.

import { PROFILES } from '../../../thresholds/profiles.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import type { Service } from '../../core/service/service.ts';
import { findFreePort, isFree } from '../process/ports.ts';
import { toOwnPart, toSegmentEnvironment } from '../segments/own-segment.ts';

const LOOPBACK = '127.0.0.1';

/**
 * Fills in what is the same for all parts of a run. Ports that nobody asked for by number are any that are free, so that
 * runs can go on side by side.
 * @param host where those who play the load find this machine
 * @throws OptionError where K6_ADDRESS is taken
 */
export async function resolveOptions(
  service: Service,
  given: OptionValues,
  host = LOOPBACK,
): Promise<{ readonly options: OptionValues; readonly plan: Plan }> {
  const { service: name, seed, chaos, segment, deciding } = parsePlan(service, given, PROFILES);
  const shared = toSegmentEnvironment({ segment }, given, process.env);
  const asked = (name: string) => given[name]?.trim() || undefined;
  const k6Address = asked('K6_ADDRESS');
  if (k6Address) await requireFree(k6Address);
  const options = {
    ...given,
    ...shared,
    GATE_SERVICE: name,
    SEED: String(seed),
    TOXIPROXY_ENABLED: String(chaos.enabled),
    GATES: deciding.by,
    K6_ADDRESS: k6Address ?? `${LOOPBACK}:${await findFreePort()}`,
    TOXIPROXY_API_URL: asked('TOXIPROXY_API_URL') ?? `http://${LOOPBACK}:${await findFreePort()}`,
    TOXIPROXY_LISTEN:
      asked('TOXIPROXY_LISTEN') ??
      (asked('BASE') && chaos.leg === 'upstream' ? chaos.listen : `${host}:${await findFreePort()}`),
  };
  return { options, plan: toOwnPart(parsePlan(service, options, PROFILES)) };
}

async function requireFree(address: string): Promise<void> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (port === '') throw new OptionError(`K6_ADDRESS=${address}: give host:port, like localhost:6565`);
  if (!(await isFree(host, Number(port))))
    throw new OptionError(`K6_ADDRESS=${address} is taken; give another port, or leave it out`);
}
