// Faults by hand, on the Toxiproxy of `npm run up` or on another.
import { PROFILES } from '../../../thresholds/profiles.ts';
import { FAULT_IDS, isFaultId } from '../../core/faults/table.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { parsePlan } from '../../core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { injectFault } from '../chaos/chaos.ts';
import { healProxy } from '../chaos/heal.ts';
import { requireUnheld } from '../chaos/hold.ts';
import { connectToxiproxy, type ToxiproxyClient } from '../chaos/toxiproxy.ts';
import { loadService } from '../service/load-service.ts';
import { PROXY_NAME } from './surroundings.ts';

/** `npm run up` in the next window takes some seconds until its Toxiproxy answers. */
const TRIES = 4;
const TRY_EVERY = '500ms';

/**
 * Puts a fault on in place of whatever is on, takes it off, or says what is on.
 * @param action `on`, `off` or `status`, as it was typed
 * @param mode the fault to put on, as it was typed
 * @param values option values by variable name: where Toxiproxy is, and what its toxics are
 * @returns what there is to say, a line each
 * @throws OptionError, ToxiproxyError and others where it is not as asked
 */
export async function toggleFault(
  action: string,
  mode: string | undefined,
  values: OptionValues,
): Promise<readonly string[]> {
  const { service } = await loadService(values.GATE_SERVICE || DEFAULT_SERVICE);
  const { chaos } = parsePlan(service, { ...values, TOXIPROXY_MODES: mode }, PROFILES);
  const client = connectToxiproxy({ apiUrl: chaos.apiUrl });
  const proxy = { name: PROXY_NAME, listen: chaos.listen, upstream: chaos.upstream };
  const heal = async () => {
    const { healed, why } = await healProxy({ client, proxy });
    if (!healed) throw new Error(why);
    return why;
  };
  switch (action) {
    case 'on': {
      if (mode === undefined || !isFaultId(mode))
        throw new OptionError(`on takes a mode: give one of ${FAULT_IDS.join(', ')}`);
      await waitUntilUp(client);
      await requireUnheld(chaos.apiUrl);
      await heal();
      await injectFault({ client, proxy }, chaos.faults[mode]);
      return [`${mode} is on and was read back: ${chaos.faults[mode].does}`];
    }
    case 'off':
      await waitUntilUp(client);
      await requireUnheld(chaos.apiUrl);
      return [await heal()];
    case 'status':
      await waitUntilUp(client);
      return toStatus(await client.readProxy(PROXY_NAME));
    default:
      throw new OptionError(`${action}: give on, off or status`);
  }
}

async function waitUntilUp(client: ToxiproxyClient): Promise<void> {
  await client.probe().catch(async () => {
    // Loaded only where there is something to wait for.
    const { retry } = await import('zx');
    await retry(TRIES, TRY_EVERY, () => client.probe());
  });
}

function toStatus({ enabled, toxics }: Awaited<ReturnType<ToxiproxyClient['readProxy']>>): readonly string[] {
  const lines = toxics.map(
    ({ name, stream, toxicity, attributes }) =>
      `${name}  ${stream}  toxicity ${toxicity}  ${JSON.stringify(attributes)}`,
  );
  if (!enabled) return [...lines, `${PROXY_NAME} is disabled`];
  return lines.length === 0 ? [`no fault is on ${PROXY_NAME}`] : lines;
}
