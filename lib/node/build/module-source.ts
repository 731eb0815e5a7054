// The source of a Go module in a folder of its own, for a program that cannot be built from a module that only requires it.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { isObject, toJsonOrNone } from '../../core/text/json.ts';
import { runProgram } from '../process/run-program.ts';
import { ToolError } from './go-build.ts';

const DOWNLOAD_DEADLINE_MS = 300_000;

/** A module that is built from its own folder, where its own go.mod replaces and pins what it needs. */
export interface ModuleSource {
  /** Its path. Version and checksum are those that the go.mod and go.sum of the tool's folder name. */
  readonly module: string;
  /** Files that take the place of its own: path in the module → file in the tool's folder. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Files of its own that are kept beside the program, under their own names. */
  readonly kept?: readonly string[];
}

/**
 * Downloads the module, as pinned in `pinnedIn`, and copies it to `dir` with files of ours in the place of its own.
 * @throws ToolError where it cannot be had, with go's last words
 */
export async function copyModuleSource(
  { module, replaced }: ModuleSource,
  pinnedIn: string,
  dir: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { code, stdout, output } = await runProgram('go', ['mod', 'download', '-json', module], {
    cwd: pinnedIn,
    env: { ...toChildEnvironment('go-build', env), GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
    timeoutMs: DOWNLOAD_DEADLINE_MS,
  });
  const told = toJsonOrNone(stdout);
  const source = isObject(told) && typeof told.Dir === 'string' ? told.Dir : undefined;
  if (code !== 0 || source === undefined)
    throw new ToolError(
      `${module} cannot be downloaded; check that the Go module proxy can be reached (\`go env GOPROXY\`). Go said: ${output.trim()}`,
    );
  await copyTexts(source, dir);
  for (const [path, file] of Object.entries(replaced))
    await writeFile(join(dir, path), await readFile(join(pinnedIn, file)));
}

/** Without their modes: go lets nobody write to what it keeps of a module, and our caller has to remove the copy. */
async function copyTexts(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await readFile(path));
  }
}
