// Every command that there is.
import { HISTORY } from '../../lib/core/compare/history/options.ts';
import { COMPARE } from '../../lib/core/compare/options.ts';
import { DISRUPT } from '../../lib/core/disrupt/options.ts';
import type { Command } from '../../lib/core/options/command.ts';
import { LIVE } from '../../lib/core/options/live-options.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { toSmokeCommand } from '../../lib/core/smoke/settings.ts';
import { BENCH, BENCH_HAND, BENCH_LIVE, PICTURES } from '../../lib/node/cli/bench-commands.ts';
import {
  BUILD,
  BUILD_TOOLS,
  CHAOS,
  COMPLETION,
  HELP,
  JUDGE,
  NEW_SERVICE,
  SCHEMAS,
  toReleaseGateCommand,
  toSoakCommand,
  UP,
} from '../../lib/node/cli/commands.ts';
import { CLUSTER } from '../../lib/node/cluster/options.ts';
import { EVIDENCE } from '../../lib/node/evidence/commands/options.ts';
import { toPowerCommand } from '../../lib/node/power/options.ts';
import {
  type LoadedService,
  listParts,
  listServiceIds,
  loadPart,
  loadService,
} from '../../lib/node/service/load-service.ts';
import { type ServiceCommand, withService } from '../../lib/node/service/service-command.ts';
import { MONITORING } from '../../monitoring/commands/options.ts';
import { ROLLOUT } from '../../rollout/commands/options.ts';
import { toFlowsCommand } from '../../rollout/flows/commands/options.ts';
import { FALSE_ABORTS, MAYHEM, TEETH } from '../../teeth/commands.ts';

/** Those that are the same whichever service it is. */
const SHARED: readonly Command[] = [
  COMPLETION,
  HELP,
  JUDGE,
  LIVE,
  COMPARE,
  HISTORY,
  UP,
  CHAOS,
  DISRUPT,
  CLUSTER,
  EVIDENCE,
  BUILD_TOOLS,
  BUILD,
  NEW_SERVICE,
  SCHEMAS,
  FALSE_ABORTS,
  BENCH,
  BENCH_HAND,
  BENCH_LIVE,
  PICTURES,
  TEETH,
  MAYHEM,
  MONITORING,
  ROLLOUT,
];

/** The engine's with the options that they have for a service. */
const FOR_SERVICE: readonly ((service: Service) => Command)[] = [
  toSoakCommand,
  toReleaseGateCommand,
  toSmokeCommand,
  toPowerCommand,
  toFlowsCommand,
];

async function loadOwn(loaded: LoadedService, name: string): Promise<readonly Command[]> {
  const own = await loadPart<ServiceCommand>(loaded, `commands/${name}.ts`, 'COMMAND');
  return own ? [withService(own.command)] : [];
}

/** Those of a service: the engine's with the options that they have for it, and its own. */
export async function listCommands(loaded: LoadedService): Promise<readonly Command[]> {
  const own = await Promise.all(listParts(loaded, 'commands').map((name) => loadOwn(loaded, name)));
  return [...FOR_SERVICE.map((toCommand) => toCommand(loaded.service)), ...own.flat()];
}

/**
 * The command of this name; undefined where there is none.
 * @param load gives the service whose options it has: asked for only where the command is not the same for all
 */
export async function findCommand(
  name: string,
  load: () => Promise<LoadedService>,
): Promise<Command | undefined> {
  const isIt = (one: Command) => one.name === name;
  const shared = SHARED.find(isIt);
  if (shared) return shared;
  const loaded = await load();
  // Of a service's own commands only this one is loaded.
  return (
    FOR_SERVICE.map((toCommand) => toCommand(loaded.service)).find(isIt) ?? (await loadOwn(loaded, name))[0]
  );
}

/** Every command, and the service whose options it has; '' for none. */
export async function listAllCommands(): Promise<readonly (readonly [service: string, command: Command])[]> {
  const ofServices = await Promise.all(
    listServiceIds().map(async (id) =>
      (await listCommands(await loadService(id))).map((one) => [id, one] as const),
    ),
  );
  return [...SHARED.map((command) => ['', command] as const), ...ofServices.flat()];
}
