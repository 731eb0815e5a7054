// A Toxiproxy of the drill's own on one leg, in the network of the cluster.
import { join } from 'node:path';
import type { Toxic } from '../../../lib/core/faults/fault.ts';
import { ensureTool } from '../../../lib/node/build/tools.ts';
import { connectToxiproxy } from '../../../lib/node/chaos/toxiproxy.ts';
import { startToxiproxy } from '../../../lib/node/chaos/toxiproxy-process.ts';
import { NODE_ADDRESS } from '../../../lib/node/cluster/local/inside/addresses.ts';

const API_URL = 'http://127.0.0.1:8474';
const PROXY = 'drill';
const LISTEN = `${NODE_ADDRESS}:18500`;

export interface ToxicLeg {
  readonly url: string;
  /** Puts the toxics on, and reads each back. @throws ToxiproxyError */
  inject(toxics: readonly Toxic[]): Promise<void>;
  /** Takes them off, and reads back that they are gone. @throws ToxiproxyError */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it. @param upstream host:port that it leads to. @throws Error where it does not start */
export async function startToxicLeg(upstream: string, dir: string): Promise<ToxicLeg> {
  const server = await startToxiproxy({
    binary: await ensureTool('toxiproxy'),
    apiUrl: API_URL,
    logFile: join(dir, 'toxiproxy.log'),
  });
  const client = connectToxiproxy({ apiUrl: API_URL });
  let names: readonly string[] = [];
  try {
    await client.ensureProxy({ name: PROXY, listen: LISTEN, upstream });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: `http://${LISTEN}`,
    async inject(toxics) {
      await client.injectToxics(PROXY, toxics);
      names = toxics.map(({ name }) => name);
    },
    async heal() {
      await client.removeToxics(PROXY, names);
      names = [];
    },
    stop: () => server.stop(),
  };
}
