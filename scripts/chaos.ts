// npm run chaos -- on <mode> | off | status: faults by hand.

import { FAULT_IDS, isFaultId } from '../lib/core/faults/table.ts';
import type { OptionValues } from '../lib/core/options/option.ts';
import { OptionError } from '../lib/core/options/option-error.ts';
import { parsePlan } from '../lib/core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { injectFault } from '../lib/node/chaos/chaos.ts';
import { healProxy } from '../lib/node/chaos/heal.ts';
import { connectToxiproxy } from '../lib/node/chaos/toxiproxy.ts';
import { CHAOS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { PROXY_NAME } from '../lib/node/run/surroundings.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { PROFILES } from '../thresholds/profiles.ts';

async function run(action: string, mode: string | undefined, values: OptionValues): Promise<void> {
  const { service } = await loadService(values.GATE_SERVICE || DEFAULT_SERVICE);
  const { chaos } = parsePlan(service, { ...values, TOXIPROXY_MODES: mode }, PROFILES);
  const client = connectToxiproxy({ apiUrl: chaos.apiUrl });
  const proxy = { name: PROXY_NAME, listen: chaos.listen, upstream: chaos.upstream };
  const heal = () => healProxy({ client, proxy });
  switch (action) {
    case 'on': {
      if (mode === undefined || !isFaultId(mode))
        throw new OptionError(`on takes a mode: give one of ${FAULT_IDS.join(', ')}`);
      const cleared = await heal();
      if (!cleared.healed) throw new Error(cleared.why);
      await injectFault({ client, proxy }, chaos.faults[mode]);
      console.log(`${mode} is on and was read back: ${chaos.faults[mode].does}`);
      return;
    }
    case 'off': {
      const { healed, why } = await heal();
      if (!healed) throw new Error(why);
      console.log(why);
      return;
    }
    case 'status': {
      const { enabled, toxics } = await client.readProxy(PROXY_NAME);
      for (const toxic of toxics)
        console.log(
          `${toxic.name}  ${toxic.stream}  toxicity ${toxic.toxicity}  ${JSON.stringify(toxic.attributes)}`,
        );
      if (!enabled) console.log(`${PROXY_NAME} is disabled`);
      else if (toxics.length === 0) console.log(`no fault is on ${PROXY_NAME}`);
    }
  }
}

await runCommand(CHAOS, async ({ values, args: [action = '', mode] }) => {
  await run(action, mode, values);
  return 0;
});
