// One `go build` with a clock: the only owner of a go process. Used by tools.ts, which knows what to build and where it goes.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname } from 'node:path';

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
const OUTPUT_KEPT_CHARS = 20_000;

interface GoRun {
  readonly code: number | null;
  readonly interruptedBy: NodeJS.Signals | undefined;
  readonly timedOut: boolean;
  /** stdout and stderr, the last 20,000 characters. */
  readonly output: string;
}

/**
 * Builds one Go package into `outFile`, in whose folder go also works: the caller removes that folder when this throws.
 * @param build.dir the folder of the module that pins it
 * @param build.env the environment; GOTOOLCHAIN, GOFLAGS, CGO_ENABLED and GOTMPDIR are set here
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
  const env = { ...build.env, ...pinned, GOTMPDIR: dirname(build.outFile) };
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
    const exitCode = 128 + constants.signals[run.interruptedBy];
    throw new ToolError(`Building ${tool} was interrupted by ${run.interruptedBy}.`, { exitCode });
  }
  const end = run.timedOut ? `took more than ${BUILD_DEADLINE_MS / 60_000} min` : `failed (exit ${run.code})`;
  const tail = run.output.trimEnd().split('\n').slice(-OUTPUT_TAIL_LINES).join('\n  ');
  throw new ToolError(
    `Building ${tool} ${end}; check that the Go module proxy can be reached (\`go env GOPROXY\`) ` +
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
  const run = await runGo(['version'], dir, env).catch((error: NodeJS.ErrnoException) => {
    const found = error.code === 'ENOENT' ? 'no go is on the PATH' : `go does not start: ${error.message}`;
    throw new ToolError(`${needed} (${found}); ${remedy}`, { cause: error });
  });
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(run.output) ?? [];
  const newEnough =
    Number(major) > GO_FLOOR.major || (Number(major) === GO_FLOOR.major && Number(minor) >= GO_FLOOR.minor);
  if (newEnough) return;
  const found = major ? `this one is ${major}.${minor}` : '`go version` names no version';
  throw new ToolError(`${needed} (${found}); ${remedy}`);
}

/** Runs go in a process group of its own, since it compiles in children; a signal to us or our exit ends the whole group. */
async function runGo(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<GoRun> {
  let output = '';
  let interruptedBy: NodeJS.Signals | undefined;
  let timedOut = false;
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_KEPT_CHARS);
  };
  let child: ReturnType<typeof spawn> | undefined;
  const endGroup = () => killGroup(child?.pid);
  const onSignal = (signal: NodeJS.Signals) => {
    interruptedBy ??= signal;
    endGroup();
  };
  const deadline = setTimeout(() => {
    timedOut = true;
    endGroup();
  }, BUILD_DEADLINE_MS);
  process.once('exit', endGroup);
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const started = spawn('go', args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    started.stdout.on('data', keep);
    started.stderr.on('data', keep);
    const code = await new Promise<number | null>((resolve, reject) => {
      started.once('error', reject);
      started.once('close', resolve);
    });
    return { code, interruptedBy, timedOut, output };
  } finally {
    clearTimeout(deadline);
    process.off('exit', endGroup).off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was asked for.
  }
}
