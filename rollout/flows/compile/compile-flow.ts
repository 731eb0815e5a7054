// One flow as one file that a stock k6 runs.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildBundles, toBundleName } from '../../../lib/node/build/bundle.ts';
import { keptPath } from '../../../lib/node/files/paths.ts';
import { writeIfOther } from '../../../lib/node/files/write-whole.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import type { ReadyFlow } from '../files/ready-flow.ts';
import { toFlowModule } from './flow-module.ts';

const USUAL_DEADLINE_MS = 60_000;

/**
 * Builds `dist/flow.<id>.js`; of another service than the default one `dist/flow.<id>.<service>.js`.
 * @returns the path of the file
 * @throws OptionError for a flow that k6 cannot play
 */
export async function compileFlow(loaded: LoadedService, flow: ReadyFlow): Promise<string> {
  const deadlineMs =
    Math.max(...Object.values(flow.places).map((place) => place.deadlineMs), 0) || USUAL_DEADLINE_MS;
  const module = keptPath('generated', loaded.service.id, 'flows', `${flow.id}.js`);
  await mkdir(dirname(module), { recursive: true });
  await writeIfOther(module, toFlowModule(loaded, flow, deadlineMs));
  const name = toBundleName(`flow.${flow.id}`, loaded);
  await buildBundles(loaded, { [name]: 'scenarios/flow.ts' }, { 'flow-under-test': module });
  return keptPath('dist', `${name}.js`);
}
