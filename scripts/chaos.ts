// npm run chaos -- on <mode> | off | status: toxics by hand.
import { TOXIC_MODE_IDS, TOXIC_MODES, type ToxicMode } from '../lib/core/chaos-modes.ts';
import { OptionError, parsePlan } from '../lib/core/plan.ts';
import { createCommand, parseOrHelp } from '../lib/node/command-line.ts';
import { healProxy } from '../lib/node/heal.ts';
import { PROXY_NAME } from '../lib/node/surroundings.ts';
import { connectToxiproxy } from '../lib/node/toxiproxy.ts';
import { PROFILES } from '../thresholds/profiles.ts';

const command = createCommand('npm run chaos -- on <mode> | off | status')
  .argument('<action>', 'on, off or status')
  .argument('[mode]', TOXIC_MODE_IDS.join(', '))
  .addHelpText('after', '\nTalks to the Toxiproxy of `npm run up`, or the one at TOXIPROXY_API_URL.');

async function run(action: string, mode: string | undefined): Promise<void> {
  const { chaos } = parsePlan(
    { TOXIPROXY_API_URL: process.env.TOXIPROXY_API_URL, TOXIPROXY_LISTEN: process.env.TOXIPROXY_LISTEN },
    PROFILES,
  );
  const client = connectToxiproxy({ apiUrl: chaos.apiUrl });
  const heal = () =>
    healProxy({ client, proxy: { name: PROXY_NAME, listen: chaos.listen, upstream: chaos.upstream } });
  switch (action) {
    case 'on': {
      if (!TOXIC_MODE_IDS.includes(mode as ToxicMode))
        throw new OptionError(`mode ${mode ?? '(none)'}: give one of ${TOXIC_MODE_IDS.join(', ')}`);
      const cleared = await heal();
      if (!cleared.healed) throw new Error(cleared.why);
      const { why, toxics } = TOXIC_MODES[mode as ToxicMode];
      await client.injectToxics(PROXY_NAME, toxics);
      console.log(`${mode} is on and was read back: ${why}`);
      return;
    }
    case 'off': {
      const { healed, why } = await heal();
      if (!healed) throw new Error(why);
      console.log(why);
      return;
    }
    case 'status': {
      const toxics = await client.readToxics(PROXY_NAME);
      for (const toxic of toxics)
        console.log(
          `${toxic.name}  ${toxic.stream}  toxicity ${toxic.toxicity}  ${JSON.stringify(toxic.attributes)}`,
        );
      if (toxics.length === 0) console.log(`no toxic is on ${PROXY_NAME}`);
      return;
    }
    default:
      throw new OptionError(`${action}: give on, off or status`);
  }
}

try {
  if (parseOrHelp(command, process.argv.slice(3))) await run(command.args[0] ?? '', command.args[1]);
} catch (error) {
  console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
