// The flows of a service: read, put together with what they include, and checked.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { listRuleFaults } from '../lint/rules.ts';
import { readFolder } from './folder.ts';
import { readIncludes } from './includes.ts';
import { toHttpFlow } from './join.ts';
import { type FlowSource, type ReadyFlow, toReadyFlow } from './ready-flow.ts';
import { type FlowFault, readFlowFile } from './source.ts';

export interface FlowSet {
  readonly flows: readonly ReadyFlow[];
  readonly faults: readonly FlowFault[];
  /** How many files were read. */
  readonly files: number;
}

/** The flow files of a service, sorted. */
export async function listFlowFiles({ dir }: LoadedService): Promise<readonly string[]> {
  const names = await readdir(join(dir, 'flows')).catch(() => [] as string[]);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(dir, 'flows', name));
}

/**
 * Reads flows and tells all that is wrong with them: with their form, with what they include, and by the rules of the linter.
 * @param files none: all of the service
 * @throws OptionError where a file is not there
 */
export async function readFlowSet(loaded: LoadedService, files: readonly string[] = []): Promise<FlowSet> {
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined)
    throw new OptionError(`${missing}: there is no such file; give the path of a flow`);
  const paths = files.length > 0 ? files.map((file) => resolve(file)) : await listFlowFiles(loaded);
  const folder = await readFolder(loaded);
  const faults: FlowFault[] = [];
  const sources: FlowSource[] = [];
  for (const path of paths) {
    const read = await readFlowFile(path);
    if ('faults' in read) {
      faults.push(...read.faults);
      continue;
    }
    const included = await readIncludes(read.source);
    faults.push(...included.faults);
    if (included.faults.length > 0) continue;
    const joined = toHttpFlow(read.source, included.shared);
    sources.push({ source: read.source, name: basename(path).replace(/\.ya?ml$/, ''), joined });
  }
  const found = sources.flatMap((source) => listRuleFaults(source, sources, folder));
  faults.push(...found);
  const flows = sources
    .filter(({ source }) => !faults.some(({ file }) => file === source.file))
    .map((source) => toReadyFlow(source, folder));
  return { flows, faults: inOrder(faults), files: paths.length };
}

function inOrder(faults: readonly FlowFault[]): readonly FlowFault[] {
  const unique = new Map(faults.map((fault) => [JSON.stringify(fault), fault]));
  return [...unique.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
