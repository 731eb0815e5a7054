// Where each external binary comes from: an override in the environment, else `.tools`, else one build of its pinned Go module.
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { keptPath, repoPath } from '../files/paths.ts';
import { runProgram } from '../process/run-program.ts';
import { createProgressWriter, type OnBuildProgress, runGoBuild, ToolError } from './go-build.ts';
import { copyModuleSource } from './module-source.ts';
import type { Tool } from './tool.ts';
import { TOOLS, type ToolName } from './tool-table.ts';

export { createProgressWriter, type OnBuildProgress, ToolError } from './go-build.ts';
export { TOOL_NAMES, TOOLS, type ToolName } from './tool-table.ts';

const VERSION_DEADLINE_MS = 10_000;

export interface EnsureToolOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Called at the start, every second and at the end of a build. @default a line on stderr */
  readonly onProgress?: OnBuildProgress;
  /** The folder that holds `tools/` and gets `.tools/`. @default this repository */
  readonly root?: string;
}

/**
 * The path of a tool's binary, which is built first where it must be.
 * @throws ToolError (see its `exitCode`) when an override is no such tool, when Go is missing or too old, when the build fails
 */
export async function ensureTool(name: ToolName, options: EnsureToolOptions = {}): Promise<string> {
  const { env = process.env, root } = options;
  const tool = TOOLS[name];
  const override = env[tool.binaryEnv];
  if (override) return checkOverride(tool, override);

  const moduleDir = join(root ?? repoPath(), 'tools', tool.module);
  const cacheDir = root === undefined ? keptPath('.tools') : join(root, '.tools');
  const hash = computePinHash(await readPins(moduleDir), `${process.platform}-${process.arch}`);
  const target = join(cacheDir, `${name}-${hash}`);
  const binary = join(target, name);
  if (await isExecutable(binary)) return binary;

  // The pid lets a later build tell a folder that a killed builder left from one that is being filled.
  // Not mkdtemp, whose folder is for its owner alone: others who may read the checkout may run its tools.
  const workDir = join(cacheDir, `building-${process.pid}-${randomUUID()}`);
  await mkdir(workDir, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new ToolError(
      `${name} is not built, or not for this user, who may not write to ${cacheDir} (${cause.code}); ` +
        `let the owner of this checkout run \`npm run tools\` and open that folder to others (chmod -R go+rX), or point ${tool.binaryEnv} at ${tool.accepts.wanted}.`,
      { cause },
    );
  });
  try {
    const sourceDir = join(workDir, 'source');
    if (tool.source) await copyModuleSource(tool.source, moduleDir, sourceDir, env);
    await runGoBuild({
      tool: name,
      dir: tool.source ? sourceDir : moduleDir,
      packagePath: tool.packagePath,
      ldflags: await toLdflags(tool, moduleDir),
      outFile: join(workDir, name),
      expected: tool.expected,
      binaryEnv: tool.binaryEnv,
      env,
      onProgress: options.onProgress ?? createProgressWriter(process.stderr),
    });
    for (const path of tool.source?.kept ?? [])
      await copyFile(join(sourceDir, path), join(workDir, basename(path)));
    await rm(sourceDir, { recursive: true, force: true });
    // Fails where another builder was first; its binary is as good.
    await rename(workDir, target).catch(async (error: unknown) => {
      if (!(await isExecutable(binary))) throw error;
    });
  } finally {
    // Retries: the compilers of a killed go may still be writing as they die.
    await rm(workDir, { recursive: true, force: true, maxRetries: 5 });
  }
  await removeOldBuilds(cacheDir, name, hash);
  return binary;
}

/**
 * What a binary says of itself: the line of its version output that tells it is this tool. (The agent names no version.)
 * @throws Error when it does not start or exits other than 0 within 10 s
 */
export async function readToolVersion(name: ToolName, binary: string): Promise<string> {
  const tool = TOOLS[name];
  const lines = (await readVersionText(tool, binary)).split('\n');
  return (lines.find((line) => tool.accepts.pattern.test(line)) ?? '').trim();
}

/**
 * The hash that names a build: over what pins it (every file of its module) and the platform it runs on.
 * @returns 12 hex digits
 */
export function computePinHash(files: Readonly<Record<string, string>>, platform: string): string {
  const hash = createHash('sha256').update(platform);
  for (const [path, text] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([path, text]));
  }
  return hash.digest('hex').slice(0, 12);
}

async function readPins(moduleDir: string): Promise<Record<string, string>> {
  const names = (await readdir(moduleDir)).filter((file) => /^go\.(mod|sum)$|\.go$/.test(file));
  const texts = names.map(async (file) => [file, await readFile(join(moduleDir, file), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function toLdflags({ stamp }: Tool, moduleDir: string): Promise<string> {
  if (!stamp) return '-s -w';
  const goMod = await readFile(join(moduleDir, 'go.mod'), 'utf8');
  const line = goMod.split('\n').find((text) => text.includes(`${stamp.pinnedBy} v`));
  const version = line?.split(' v').at(-1) ?? '';
  return `-s -w -X ${stamp.variable}=${stamp.toVersion?.(version) ?? version}`;
}

async function checkOverride(tool: Tool, binary: string): Promise<string> {
  const { binaryEnv, accepts } = tool;
  const remedy = `point it at ${accepts.wanted}, or unset it to build the pinned one.`;
  if (!(await isExecutable(binary))) {
    throw new ToolError(`${binaryEnv}=${binary} is not an executable file; ${remedy}`);
  }
  const text = await readVersionText(tool, binary).catch((cause: unknown) => {
    throw new ToolError(
      `${binaryEnv}=${binary} does not answer \`${tool.versionArgs.join(' ')}\`; ${remedy}`,
      {
        cause,
      },
    );
  });
  if (accepts.pattern.test(text)) return binary;
  throw new ToolError(`${binaryEnv}=${binary} says "${text.split('\n', 1)[0]}"; ${remedy}`);
}

async function readVersionText(tool: Tool, binary: string): Promise<string> {
  const { code, stdout, output } = await runProgram(binary, tool.versionArgs, {
    timeoutMs: VERSION_DEADLINE_MS,
  });
  if (code !== 0) throw new Error(`${binary} ${tool.versionArgs.join(' ')}: exit ${code}, ${output.trim()}`);
  return (stdout || output).trim();
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function removeOldBuilds(cacheDir: string, name: ToolName, hash: string): Promise<void> {
  for (const entry of await readdir(cacheDir)) {
    const [, pid] = /^building-(\d+)-/.exec(entry) ?? [];
    const stale = pid
      ? !isAlive(Number(pid))
      : new RegExp(`^${name}-[0-9a-f]{12}$`).test(entry) && entry !== `${name}-${hash}`;
    if (stale) await rm(join(cacheDir, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
