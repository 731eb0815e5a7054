// The matrix: the rows that a service brings, and how rows are chosen.
import { OptionError } from '../lib/core/options/option-error.ts';
import { type LoadedService, loadPart } from '../lib/node/service/load-service.ts';
import type { Tooth } from './teeth.ts';

/**
 * The rows of a service: ROWS in its teeth/rows.ts.
 * @throws OptionError where it has none
 */
export async function loadTeeth(loaded: LoadedService): Promise<readonly Tooth[]> {
  const rows = await loadPart<readonly Tooth[]>(loaded, 'teeth/rows.ts', 'ROWS');
  if (rows) return rows;
  throw new OptionError(
    `GATE_SERVICE=${loaded.service.id}: it has no matrix; write its rows into teeth/rows.ts in its folder`,
  );
}

/**
 * A fast choice of one row of each kind: FAST_IDS in the teeth/rows.ts of the service.
 * @throws OptionError where it has none
 */
export async function loadFastTeeth(loaded: LoadedService): Promise<readonly Tooth[]> {
  const rows = await loadTeeth(loaded);
  const fast = await loadPart<readonly string[]>(loaded, 'teeth/rows.ts', 'FAST_IDS');
  if (fast) return rows.filter(({ id }) => fast.includes(id));
  throw new OptionError(
    `--fast: ${loaded.service.id} has no fast choice; write FAST_IDS into its teeth/rows.ts`,
  );
}

/** The rows whose id contains one of the patterns, with commas between, where `*` stands for anything; all of them without one. */
export function selectTeeth(teeth: readonly Tooth[], patterns: string | undefined): readonly Tooth[] {
  if (!patterns) return teeth;
  const each = patterns.split(',').map((pattern) => pattern.split('*'));
  return teeth.filter(({ id }) => each.some((parts) => containsInTurn(id, parts)));
}

function containsInTurn(id: string, parts: readonly string[]): boolean {
  let at = 0;
  return parts.every((part) => {
    const found = id.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}
