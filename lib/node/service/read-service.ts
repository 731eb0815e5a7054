// The service of a finished or growing run: its journal names it.
import { existsSync } from 'node:fs';
import { parseRow, type RowOf } from '../../core/journal/events.ts';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { readRunLines } from '../run-folder/run-file.ts';
import { type LoadedService, loadService } from './load-service.ts';

/** Before `run.started` a journal holds what was healed at the start, a few lines. */
const MOST_LINES = 1_000;

/** The row with which the run of a journal began; undefined where there is none yet, or no journal. */
async function findStart(journal: string): Promise<RowOf<'run.started'> | undefined> {
  if (!existsSync(journal)) return undefined;
  for await (const lines of readRunLines(journal)) {
    for (const { line, text } of lines) {
      const row = text === undefined ? undefined : toStart(text);
      if (row) return row;
      if (line > MOST_LINES) return undefined;
    }
  }
  return undefined;
}

function toStart(line: string): RowOf<'run.started'> | undefined {
  try {
    const row = parseRow(line);
    return row.type === 'run.started' ? row : undefined;
  } catch {
    return undefined;
  }
}

/** How a run's first row names its service: the path that was asked for where it is one, else the id. */
export function toServiceName({
  service,
  options,
}: Pick<RowOf<'run.started'>, 'service' | 'options'>): string {
  const asked = options?.GATE_SERVICE ?? '';
  return asked.includes('/') ? asked : service;
}

/**
 * The service of a run.
 * @param otherwise its name where the journal does not say yet
 * @throws OptionError where there is no such service
 */
export async function loadServiceOf(journal: string, otherwise = DEFAULT_SERVICE): Promise<LoadedService> {
  const start = await findStart(journal);
  return loadService(start ? toServiceName(start) : otherwise);
}
