// npm run chaos -- on <mode> | off | status: faults by hand.

import { FAULT_IDS, FAULTS, isFaultId } from '../lib/core/faults/table.ts';
import { OptionError } from '../lib/core/options/option-error.ts';
import { parsePlan } from '../lib/core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { injectFault } from '../lib/node/chaos/chaos.ts';
import { healProxy } from '../lib/node/chaos/heal.ts';
import { connectToxiproxy } from '../lib/node/chaos/toxiproxy.ts';
import { createCommand, parseOrHelp } from '../lib/node/cli/command-line.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import { PROXY_NAME } from '../lib/node/run/surroundings.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { PROFILES } from '../thresholds/profiles.ts';

const command = createCommand('npm run chaos -- on <mode> | off | status')
  .argument('<action>', 'on, off or status')
  .argument('[mode]', FAULT_IDS.join(', '))
  .option('--toxics <list>', 'values for it, like latency.latency=1500,latency.stream=upstream  TOXICS')
  .addHelpText(
    'after',
    `
${FAULT_IDS.map((id) => `  ${id.padEnd(11)} ${FAULTS[id].does}`).join('\n')}

Talks to the Toxiproxy of \`npm run up\`, or the one at TOXIPROXY_API_URL.`,
  );

const { service } = await loadService(process.env.GATE_SERVICE || DEFAULT_SERVICE);

async function run(action: string, mode: string | undefined, toxics: string | undefined): Promise<void> {
  const { chaos } = parsePlan(
    service,
    {
      TOXIPROXY_API_URL: process.env.TOXIPROXY_API_URL,
      TOXIPROXY_LISTEN: process.env.TOXIPROXY_LISTEN,
      TOXICS: toxics ?? process.env.TOXICS,
      ...(mode !== undefined && isFaultId(mode) ? { TOXIPROXY_MODES: mode } : {}),
    },
    PROFILES,
  );
  const client = connectToxiproxy({ apiUrl: chaos.apiUrl });
  const proxy = { name: PROXY_NAME, listen: chaos.listen, upstream: chaos.upstream };
  const heal = () => healProxy({ client, proxy });
  switch (action) {
    case 'on': {
      if (mode === undefined || !isFaultId(mode))
        throw new OptionError(`mode ${mode ?? '(none)'}: give one of ${FAULT_IDS.join(', ')}`);
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
      return;
    }
    default:
      throw new OptionError(`${action}: give on, off or status`);
  }
}

try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const [action = '', mode] = command.args;
    await run(action, mode, flags.toxics === undefined ? undefined : String(flags.toxics));
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
