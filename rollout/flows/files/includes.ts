// What a flow includes: every shared file once, those it builds on first.
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { IncludedFile } from '../../../lib/core/smoke/flows/flow-schema.ts';
import { toHint } from '../../../lib/core/text/nearest.ts';
import { type FlowFault, readIncludedFile, type Source, toFault, toSharedPath } from './source.ts';

export interface Included {
  readonly shared: readonly Source<IncludedFile>[];
  readonly faults: readonly FlowFault[];
}

/** Reads what a source includes. A file that includes itself, over however many others, is a fault. */
export async function readIncludes(
  source: Source<{ readonly include?: readonly string[] }>,
): Promise<Included> {
  const shared = new Map<string, Source<IncludedFile>>();
  const faults: FlowFault[] = [];
  const done = new Set<string>();
  const visit = async (from: Source<{ readonly include?: readonly string[] }>, chain: readonly string[]) => {
    for (const [i, name] of (from.value.include ?? []).entries()) {
      const at = ['include', i];
      if (chain.includes(name)) {
        faults.push(toFault(from, at, `include goes round in a circle: ${[...chain, name].join(' → ')}`));
        continue;
      }
      if (done.has(name)) continue;
      done.add(name);
      const known = await listShared(source.path);
      if (!known.includes(name)) {
        faults.push(toFault(from, at, `no include/${name}.yaml lies beside it${toHint(name, known)}`));
        continue;
      }
      const read = await readIncludedFile(source.path, name);
      if ('faults' in read) {
        faults.push(...read.faults);
        continue;
      }
      await visit(read.source, [...chain, name]);
      shared.set(name, read.source);
    }
  };
  await visit(source, []);
  return { shared: [...shared.values()], faults };
}

async function listShared(flowPath: string): Promise<readonly string[]> {
  const names = await readdir(dirname(toSharedPath(flowPath, 'x'))).catch(() => [] as string[]);
  return names.filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -'.yaml'.length));
}
