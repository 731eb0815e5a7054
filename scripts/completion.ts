// npm run completion -- bash: what a shell needs to complete our commands.
import { dirname, join } from 'node:path';
import { COMPLETION, SHELLS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { listServiceIds, loadPart, loadService } from '../lib/node/service/load-service.ts';
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

/** Where a reference has defects, they are a table beside its program. */
const DEFECTS = 'defects/table.ts';

/** The names of the defects that the reference of a service can be given. */
async function listDefects(id: string): Promise<readonly string[]> {
  const loaded = await loadService(id);
  const { program } = loaded.service.reference ?? {};
  if (program === undefined) return [];
  return (await loadPart<readonly string[]>(loaded, join(dirname(program), DEFECTS), 'DEFECT_IDS')) ?? [];
}

await runCommand(COMPLETION, async ({ args: [asked] }) => {
  const shell = SHELLS.find((one) => one === asked) ?? 'bash';
  const services = listServiceIds();
  const defects = await Promise.all(services.map(listDefects));
  const commands = (await listAllCommands()).map(([, command]) => command);
  const names = { services, defects: [...new Set(defects.flat())] };
  process.stdout.write(PRINTERS[shell]('aurora-gate', toCompletedCommands(commands, names)));
  return 0;
});
