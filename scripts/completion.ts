// npm run completion -- bash: what a shell needs to complete our commands.
import { COMPLETION, SHELLS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { listDefects } from '../lib/node/service/defect-names.ts';
import { listServiceIds, loadService } from '../lib/node/service/load-service.ts';
import { listAllCommands } from './help/commands.ts';
import { toBash } from './help/completion/bash.ts';
import { toFish } from './help/completion/fish.ts';
import { toCompletedCommands } from './help/completion/tree.ts';
import { toZsh } from './help/completion/zsh.ts';

const PRINTERS: Readonly<Record<(typeof SHELLS)[number], typeof toBash>> = {
  bash: toBash,
  zsh: toZsh,
  fish: toFish,
};

await runCommand(COMPLETION, async ({ args: [asked] }) => {
  const shell = SHELLS.find((one) => one === asked) ?? 'bash';
  const services = listServiceIds();
  const defects = await Promise.all(services.map(async (id) => listDefects(await loadService(id))));
  const commands = (await listAllCommands()).map(([, command]) => command);
  const names = { services, defects: [...new Set(defects.flat())] };
  process.stdout.write(PRINTERS[shell]('aurora-gate', toCompletedCommands(commands, names)));
  return 0;
});
