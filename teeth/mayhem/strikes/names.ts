// Names are resolved no more: the run has a table of hosts of its own, which loses its lines.
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prepared, Setting } from './prepared.ts';

const NAME = 'toxiproxy.mayhem.test';

/** Toxiproxy is given by a name that only this run knows. */
export async function prepareNames({ dir, apiUrl }: Setting): Promise<Prepared> {
  const hosts = join(dir, 'hosts');
  const lines = `${await readFile('/etc/hosts', 'utf8')}\n127.0.0.1 ${NAME}\n`;
  await writeFile(hosts, lines);
  const { port } = new URL(apiUrl);
  return {
    env: { TOXIPROXY_API_URL: `http://${NAME}:${port}` },
    before: ['unshare', '--mount', 'sh', '-c', `mount --bind '${hosts}' /etc/hosts && exec "$@"`, 'sh'],
    strike: () => truncate(hosts, 0),
    async check() {
      // The next run finds it again.
      await writeFile(hosts, lines);
      return [];
    },
  };
}
