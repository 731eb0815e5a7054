// The embedded stack: decision upstream, Toxiproxy before it, reference BFF before that. Real processes on loopback.
import { createInterface } from 'node:readline';
import { type Child, startChild } from './child.ts';
import { repoPath } from './paths.ts';

export interface Service {
  readonly url: string;
  readonly child: Child;
}

const START_DEADLINE_MS = 20_000;

/** Starts one of the reference service's programs; it says where it listens with its first line. */
async function startTarget(
  program: 'bff' | 'upstream',
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Service> {
  const child = await startChild({
    command: process.execPath,
    args: [
      '--import',
      'tsx',
      repoPath('services/aurora/reference', `${program}.ts`),
      '--exit-with-parent',
      ...args,
    ],
    logFile,
    env,
    cwd: repoPath(),
    pipeStdout: true,
  });
  const { stdout } = child.process;
  if (!stdout) throw new Error(`reference/${program} has no stdout`);
  const lines = createInterface({ input: stdout });
  const firstLine = new Promise<string>((resolve) => lines.once('line', resolve));
  const tooLate = AbortSignal.timeout(START_DEADLINE_MS);
  const line = await Promise.race([
    firstLine,
    child.ended.then(({ code }) => {
      throw new Error(`the embedded ${program} ended with ${code} before it listened: see ${logFile}`);
    }),
    new Promise<never>((_, reject) => {
      tooLate.onabort = () =>
        reject(
          new Error(`the embedded ${program} did not listen within ${START_DEADLINE_MS} ms: see ${logFile}`),
        );
    }),
  ]).catch(async (error: unknown) => {
    await child.stop();
    throw error;
  });
  tooLate.onabort = null;
  const { listening } = JSON.parse(line) as { listening: string };
  return { url: listening, child };
}

/** The decision upstream, on a free port unless one is named. */
export async function startUpstream(logFile: string, port = 0): Promise<Service> {
  return startTarget('upstream', ['--port', String(port)], logFile);
}

/**
 * The reference BFF, which calls `upstreamUrl`. `defects` are as in docs/add-a-defect.md, '' for none. `adminKey` opens its ops
 * routes; it goes by the environment, since a flag is seen by everyone on the machine.
 */
export async function startBff(
  upstreamUrl: string,
  defects: string,
  logFile: string,
  port = 0,
  adminKey?: string,
): Promise<Service> {
  const env = adminKey && { ...process.env, AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY: adminKey };
  const switched = defects === '' ? [] : ['--defects', defects];
  const args = ['--port', String(port), '--upstream', upstreamUrl, ...switched];
  return startTarget('bff', args, logFile, env || process.env);
}

/** `http://127.0.0.1:3300` → `127.0.0.1:3300`. */
export function toHostPort(url: string): string {
  return new URL(url).host;
}
