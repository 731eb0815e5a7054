// One `go build` with a clock. Used by tools.ts, which knows what to build and where it goes.
import { dirname } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { toSignalCode } from '../../core/outcome.ts';
import { type ProgramEnd, runProgram } from '../process/run-program.ts';
import { StartError } from '../process/start-error.ts';

/** A tool that cannot be had. The message names it and the remedy. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** What the command line exits with: 2 (set-up), or 128 + the signal that ended the build. */
  readonly exitCode: number;
  constructor(message: string, options: { readonly cause?: unknown; readonly exitCode?: number } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 2;
  }
}

/** Where a build stands. `expected` is a person's text ("75 s"), measured cold on two cores. */
export interface BuildProgress {
  readonly tool: string;
  readonly expected: string;
  readonly elapsedS: number;
  readonly state: 'building' | 'built' | 'failed';
}
export type OnBuildProgress = (progress: BuildProgress) => void;

/** The oldest Go that the pinned modules were built with here. */
const GO_FLOOR = { major: 1, minor: 26 };
const BUILD_DEADLINE_MS = 20 * 60_000;
const PLAIN_LINE_EVERY_S = 15;
const OUTPUT_TAIL_LINES = 12;

interface GoRun extends ProgramEnd {
  readonly interruptedBy: NodeJS.Signals | undefined;
}

/**
 * Builds one Go package into `outFile`, in whose folder go also works: the caller removes that folder when this throws.
 * @param build.dir the folder of the module that pins it
 * @param build.env the caller's environment, of which go gets what it needs; GOTOOLCHAIN, GOFLAGS, CGO_ENABLED and GOTMPDIR are set here
 * @param build.binaryEnv the variable that would have made the build unnecessary, for the remedy
 * @throws ToolError when Go is missing or too old, when the build fails (with go's last lines), or when a signal ended it
 */
export async function runGoBuild(build: {
  readonly tool: string;
  readonly dir: string;
  readonly packagePath: string;
  readonly ldflags: string;
  readonly outFile: string;
  readonly expected: string;
  readonly binaryEnv: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnBuildProgress;
}): Promise<void> {
  const { tool, dir, expected, binaryEnv, onProgress } = build;
  // local: what runs is the Go we checked, and no toolchain is downloaded. readonly: the pins stay pins.
  // GOTMPDIR: go leaves its work folder behind when it is interrupted, so it works in one that our caller removes.
  const pinned = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };
  const env = { ...toChildEnvironment('go-build', build.env), ...pinned, GOTMPDIR: dirname(build.outFile) };
  await requireGo(tool, binaryEnv, dir, env);

  const startedAt = performance.now();
  const report = (state: BuildProgress['state']) =>
    onProgress({ tool, expected, elapsedS: Math.round((performance.now() - startedAt) / 1000), state });
  report('building');
  const ticker = setInterval(() => report('building'), 1000);
  // buildvcs: stamping needs a git checkout that git trusts, and would change the binary with every commit.
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags', build.ldflags];
  const run = await runGo(['build', ...flags, '-o', build.outFile, build.packagePath], dir, env).finally(() =>
    clearInterval(ticker),
  );
  report(run.code === 0 ? 'built' : 'failed');
  if (run.code === 0) return;
  if (run.interruptedBy) {
    const exitCode = toSignalCode(run.interruptedBy);
    throw new ToolError(`Building ${tool} was interrupted by ${run.interruptedBy}.`, { exitCode });
  }
  const end = run.timedOut
    ? `took more than ${BUILD_DEADLINE_MS / 60_000} min; Go keeps what it has built, so start it again where the machine was busy, or`
    : `failed (exit ${run.code});`;
  const tail = run.output.trimEnd().split('\n').slice(-OUTPUT_TAIL_LINES).join('\n  ');
  throw new ToolError(
    `Building ${tool} ${end} check that the Go module proxy can be reached (\`go env GOPROXY\`) ` +
      `or point ${binaryEnv} at a ${tool} binary. Go said:\n  ${tail}`,
  );
}

/**
 * Shows build progress: on a terminal one line rewritten in place, elsewhere a plain line every 15 s.
 * @param stream where the lines go, usually `process.stderr`
 */
export function createProgressWriter(stream: {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}): OnBuildProgress {
  let nextLineS = 0;
  return function writeProgress({ tool, expected, elapsedS, state }) {
    const done = state !== 'building';
    const text = done
      ? `${tool}: ${state} after ${elapsedS} s`
      : `${tool}: building, ${elapsedS} s of about ${expected} (only this once)`;
    if (stream.isTTY) {
      stream.write(`\r\x1b[K${text}${done ? '\n' : ''}`);
    } else if (done || elapsedS >= nextLineS) {
      stream.write(`${text}\n`);
      nextLineS = elapsedS + PLAIN_LINE_EVERY_S;
    }
  };
}

async function requireGo(
  tool: string,
  binaryEnv: string,
  dir: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const needed = `Go ${GO_FLOOR.major}.${GO_FLOOR.minor} or later is needed to build ${tool} once`;
  const remedy = `install it from go.dev/dl or point ${binaryEnv} at a ${tool} binary.`;
  const run = await runGo(['version'], dir, env).catch((error: unknown) => {
    if (!(error instanceof StartError)) throw error;
    const found = error.code === 'ENOENT' ? 'no go is on the PATH' : error.message;
    throw new ToolError(`${needed} (${found}); ${remedy}`, { cause: error });
  });
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(run.output) ?? [];
  const newEnough =
    Number(major) > GO_FLOOR.major || (Number(major) === GO_FLOOR.major && Number(minor) >= GO_FLOOR.minor);
  if (newEnough) return;
  const found = major ? `this one is ${major}.${minor}` : '`go version` names no version';
  throw new ToolError(`${needed} (${found}); ${remedy}`);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs go until it is done, a signal asks us to end, or its time is over. */
async function runGo(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<GoRun> {
  const stop = new AbortController();
  let interruptedBy: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    interruptedBy ??= signal;
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const end = await runProgram('go', args, { cwd, env, timeoutMs: BUILD_DEADLINE_MS, stop: stop.signal });
    return { ...end, interruptedBy };
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
