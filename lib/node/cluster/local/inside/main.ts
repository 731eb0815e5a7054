// The inside of a cluster: started in namespaces of its own, it starts the components, says how far it is, and takes orders by a socket.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../../files/write-whole.ts';
import { bringUp } from './bring-up.ts';
import { toComponents } from './components.ts';
import { serveControl } from './control-server.ts';
import { writeCredentials } from './credentials.ts';
import { setUpNamespaces } from './network.ts';
import { writeNodeFiles } from './node-files.ts';
import type { ClusterSetup } from './setup.ts';
import { createSupervisor } from './supervisor.ts';

const [, , dir = ''] = process.argv;
const startedAt = performance.now();

try {
  const setup = JSON.parse(await readFile(join(dir, 'setup.json'), 'utf8')) as ClusterSetup;
  await setUpNamespaces(dir);
  await writeCredentials(dir);
  await writeNodeFiles(setup);
  const path = [...setup.node.folders, process.env.PATH].join(':');
  const supervisor = createSupervisor(toComponents(setup), dir, path);
  await serveControl(join(dir, 'control.sock'), supervisor);
  await bringUp(setup, supervisor, async (what) => {
    const atS = ((performance.now() - startedAt) / 1000).toFixed(1);
    await writeFile(join(dir, 'progress.log'), `${atS} s  ${what}\n`, { flag: 'a' });
  });
  await writeWhole(join(dir, 'ready'), `${new Date().toISOString()}\n`);
} catch (error) {
  await writeWhole(join(dir, 'failed'), error instanceof Error ? error.message : String(error));
  process.exit(1);
}
