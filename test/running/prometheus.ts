// A real Prometheus for tests: it takes remote writes, keeps them in a temporary folder, and is gone with it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { queryInstant, type SampleAt, toApiServer } from '../../lib/node/prometheus/read.ts';
import { type OwnPrometheus, startPrometheus as startServer } from '../../lib/node/prometheus/start.ts';

export interface RunningPrometheus extends OwnPrometheus {
  readonly url: string;
  /** What an expression gives now. */
  query(expression: string): Promise<readonly SampleAt[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one on a free port, by default one that takes all that is pushed. */
export async function startPrometheus(
  flags?: readonly string[],
  configuration?: string,
): Promise<RunningPrometheus> {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-prometheus-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  const server = await startServer(await ensureTool('prometheus'), dir, flags, configuration).catch(
    async (error: unknown) => {
      await remove();
      throw error;
    },
  );
  return {
    ...server,
    url: server.target.url,
    query: (expression) => queryInstant(toApiServer(server.target), expression),
    async [Symbol.asyncDispose]() {
      await server.child.stop('SIGKILL');
      await remove();
    },
  };
}
