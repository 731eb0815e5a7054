// The names of what can be broken in the reference of a service, for whoever has to type one.
import { dirname, join } from 'node:path';
import { toHint } from '../../core/text/nearest.ts';
import { type LoadedService, loadPart } from './load-service.ts';

/** Where a reference has many defects, they are a table beside its program. */
const TABLE = 'defects/table.ts';

/** The names of the defects that the reference of a service can be given; none where they are in no table. */
export async function listDefects(loaded: LoadedService): Promise<readonly string[]> {
  const { program } = loaded.service.reference ?? {};
  if (program === undefined) return [];
  return (await loadPart<readonly string[]>(loaded, join(dirname(program), TABLE), 'DEFECT_IDS')) ?? [];
}

/**
 * What to say of the first name that is not known, with a blank before it; '' where all are, or none is near.
 * @param spec as in docs/add-a-defect.md: rules with semicolons between, each a name and its settings with commas between
 */
export function toDefectHint(spec: string, known: readonly string[]): string {
  const names = spec.split(';').map((rule) => rule.split(',')[0]?.trim() ?? '');
  const unknown = names.find((name) => name !== '' && !known.includes(name));
  return unknown === undefined ? '' : toHint(unknown, known);
}
