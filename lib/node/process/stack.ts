// The embedded stack of a service: its reference, and the upstream of that. Real processes on loopback.
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { OptionError } from '../../core/options/option-error.ts';
import type { Reference } from '../../core/service/service.ts';
import type { LoadedService } from '../service/load-service.ts';
import { type Child, startChild } from './child.ts';
import { repoPath } from './paths.ts';

export interface Service {
  readonly url: string;
  readonly child: Child;
}

const START_DEADLINE_MS = 20_000;

/** Starts one of the programs of a reference; it says where it listens with its first line. */
async function startTarget(
  program: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Service> {
  const child = await startChild({
    command: process.execPath,
    args: ['--import', 'tsx', program, '--exit-with-parent', ...args],
    logFile,
    env,
    cwd: repoPath(),
    pipeStdout: true,
  });
  const { stdout } = child.process;
  if (!stdout) throw new Error(`${program} has no stdout`);
  const lines = createInterface({ input: stdout });
  const firstLine = new Promise<string>((resolve) => lines.once('line', resolve));
  const tooLate = AbortSignal.timeout(START_DEADLINE_MS);
  const line = await Promise.race([
    firstLine,
    child.ended.then(({ code }) => {
      throw new Error(
        `the embedded ${basename(program, '.ts')} ended with ${code} before it listened: see ${logFile}`,
      );
    }),
    new Promise<never>((_, reject) => {
      tooLate.onabort = () =>
        reject(
          new Error(
            `the embedded ${basename(program, '.ts')} did not listen within ${START_DEADLINE_MS} ms: see ${logFile}`,
          ),
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

/**
 * The embedded stack of a service.
 * @throws OptionError where it has none
 */
function toReference({
  service,
  dir,
}: LoadedService): Reference & { readonly path: (file: string) => string } {
  const { reference } = service;
  if (!reference)
    throw new OptionError(
      `BASE is empty, and ${service.id} has no embedded stack; give the address of the service`,
    );
  return { ...reference, path: (file) => join(dir, file) };
}

/**
 * The upstream of a reference, on a free port unless one is named; undefined where it has none.
 * @throws OptionError where the service has no embedded stack
 */
export async function startUpstream(
  loaded: LoadedService,
  logFile: string,
  port = 0,
): Promise<Service | undefined> {
  const { upstream, path } = toReference(loaded);
  if (upstream === undefined) return undefined;
  return startTarget(path(upstream), ['--port', String(port)], logFile);
}

/** How the service of a reference is started. */
export interface BffOptions {
  /** Where its upstream is; undefined where it has none. */
  readonly upstreamUrl: string | undefined;
  /** As in docs/add-a-defect.md, '' for none. */
  readonly defects: string;
  readonly logFile: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Secrets go by the environment, since everyone on the machine can read a flag. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The service of a reference.
 * @throws OptionError where the service has no embedded stack, or defects are asked of one that has none
 */
export async function startBff(loaded: LoadedService, options: BffOptions): Promise<Service> {
  const { upstreamUrl, defects, logFile, port = 0, env = {} } = options;
  const { program, args = [], hasDefects, path } = toReference(loaded);
  if (defects !== '' && !hasDefects)
    throw new OptionError(
      `DEFECTS=${defects}: the embedded ${loaded.service.id} has no defects; leave it out`,
    );
  const upstream = upstreamUrl === undefined ? [] : ['--upstream', upstreamUrl];
  const switched = defects === '' ? [] : ['--defects', defects];
  return startTarget(path(program), ['--port', String(port), ...upstream, ...switched, ...args], logFile, {
    ...process.env,
    ...env,
  });
}

/** `http://127.0.0.1:3300` → `127.0.0.1:3300`. */
export function toHostPort(url: string): string {
  return new URL(url).host;
}
