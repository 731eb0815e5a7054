// The embedded stack of a service: its reference, and the upstream of that. Real processes on loopback.
import { basename, join } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { OptionError } from '../../core/options/option-error.ts';
import type { Reference } from '../../core/service/service.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { toMessage } from '../../core/text/message.ts';
import { repoPath } from '../files/paths.ts';
import { toProgram } from '../files/programs.ts';
import { type Child, startChild } from '../process/child.ts';
import { readFirstLine } from '../process/first-line.ts';
import { withLogEnd } from '../process/log-end.ts';
import { listDefects, toDefectHint } from '../service/defect-names.ts';
import type { LoadedService } from '../service/load-service.ts';

export interface Service {
  readonly url: string;
  readonly child: Child;
}

const START_DEADLINE_MS = 20_000;
const STOP_DEADLINE_MS = 1_000;
const NOT_IN_TIME = `did not say where it listens within ${START_DEADLINE_MS} ms`;

function parseListening(line: string): string | undefined {
  const { listening } = toObject(toJsonOrNone(line));
  return typeof listening === 'string' ? listening : undefined;
}

/** Starts one of the programs of a reference; it says where it listens with its first line. */
async function startTarget(
  program: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv,
): Promise<Service> {
  const child = await startChild({
    command: process.execPath,
    args: [...toProgram(program), '--exit-with-parent', ...args],
    logFile,
    env,
    cwd: repoPath(),
    pipeStdout: true,
  });
  const first = await readFirstLine(child, START_DEADLINE_MS);
  const url = 'line' in first ? parseListening(first.line) : undefined;
  if (url !== undefined) return { url, child };
  // One that did not come up in time may not listen to a signal either.
  await child.stop('SIGTERM', STOP_DEADLINE_MS);
  const why = 'ended' in first ? `ended with ${first.ended.code} before it listened` : NOT_IN_TIME;
  throw new Error(await withLogEnd(`the embedded ${basename(program, '.ts')} ${why}`, logFile));
}

/**
 * The embedded stack of a service.
 * @throws OptionError where it has none
 */
function toReference({ service, dir }: LoadedService): Reference & {
  readonly path: (file: string) => string;
  readonly environment: Readonly<Record<string, string>>;
} {
  const { reference } = service;
  if (!reference)
    throw new OptionError(
      `BASE is empty, and ${service.id} has no embedded stack; give the address of the service`,
    );
  return {
    ...reference,
    path: (file) => join(dir, file),
    environment: toChildEnvironment('reference', process.env, reference.reads),
  };
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
  const { upstream, path, environment } = toReference(loaded);
  if (upstream === undefined) return undefined;
  return startTarget(path(upstream), ['--port', String(port)], logFile, environment);
}

/** How the service of a reference is started. */
export interface ServiceOptions {
  /** Where its upstream is; undefined where it has none. */
  readonly upstreamUrl: string | undefined;
  /** As in docs/add-a-defect.md, '' for none. */
  readonly defects: string;
  readonly logFile: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Where it listens. @default 127.0.0.1 */
  readonly host?: string;
  /** Secrets go by the environment, since everyone on the machine can read a flag. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The service of a reference.
 * @throws OptionError where the service has no embedded stack, or defects are asked of one that has none
 */
export async function startService(loaded: LoadedService, options: ServiceOptions): Promise<Service> {
  const { upstreamUrl, defects, logFile, port = 0, host, env = {} } = options;
  const { program, args = [], hasDefects, path, environment } = toReference(loaded);
  if (defects !== '' && !hasDefects)
    throw new OptionError(
      `DEFECTS=${defects}: the embedded ${loaded.service.id} has no defects; leave it out`,
    );
  const upstream = upstreamUrl === undefined ? [] : ['--upstream', upstreamUrl];
  const switched = defects === '' ? [] : ['--defects', defects];
  const at = ['--port', String(port), ...(host === undefined ? [] : ['--host', host])];
  try {
    return await startTarget(path(program), [...at, ...upstream, ...switched, ...args], logFile, {
      ...environment,
      ...env,
    });
  } catch (error) {
    // The reference knows nothing of ours, and so tells only what there is.
    const hint = toDefectHint(defects, await listDefects(loaded));
    throw hint === '' ? error : new Error(`${toMessage(error)}${hint}`, { cause: error });
  }
}

/** `http://127.0.0.1:3300` → `127.0.0.1:3300`. */
export function toHostPort(url: string): string {
  return new URL(url).host;
}
