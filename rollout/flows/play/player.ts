// What runs of flows need of a service.
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { readContracts } from '../../../lib/node/service/read-contracts.ts';
import { readForms } from '../../../lib/node/smoke/run-smoke.ts';
import { readFolder } from '../files/folder.ts';
import type { FlowPlayer } from './play-flow.ts';

/** Reads it once. */
export const createFlowPlayer = async (loaded: LoadedService): Promise<FlowPlayer> => ({
  loaded,
  folder: await readFolder(loaded),
  contracts: await readContracts(loaded),
  forms: await readForms(loaded),
});
