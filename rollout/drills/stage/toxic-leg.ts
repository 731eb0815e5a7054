// A Toxiproxy of the drill's own on one leg, in the network of the cluster.
import { join } from 'node:path';
import type { Toxic } from '../../../lib/core/faults/fault.ts';
import { ensureTool } from '../../../lib/node/build/tools.ts';
import { connectToxiproxy, ToxiproxyError } from '../../../lib/node/chaos/toxiproxy.ts';
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
  const binary = await ensureTool('toxiproxy');
  const client = connectToxiproxy({ apiUrl: API_URL });
  const start = async () => {
    const started = await startToxiproxy({ binary, apiUrl: API_URL, logFile: join(dir, 'toxiproxy.log') });
    try {
      await client.ensureProxy({ name: PROXY, listen: LISTEN, upstream });
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  };
  let server = await start();
  let names: readonly string[] = [];
  return {
    url: `http://${LISTEN}`,
    async inject(toxics) {
      await client.injectToxics(PROXY, toxics);
      names = toxics.map(({ name }) => name);
    },
    async heal() {
      await client.removeToxics(PROXY, names).catch(async (error: unknown) => {
        if (!(error instanceof ToxiproxyError)) throw error;
        // It hangs where a call that it holds is of a pod that was taken away. A new one has no toxic.
        await server.stop();
        server = await start();
      });
      names = [];
    },
    stop: () => server.stop(),
  };
}
