// Today's rows and summaries as version 2 of their formats has them: a row names its variant, a run its service.
import { AURORA_NAMES } from './aurora-names.ts';

/** A row of the journal. */
export function toRow2(row: object): object {
  if ('lang' in row) {
    const { lang, ...rest } = row;
    return { ...rest, variant: lang };
  }
  return 'type' in row && row.type === 'run.started' ? { ...row, service: AURORA_NAMES.id } : row;
}

/** A summary. */
export const toSummary2 = (summary: object) => ({ ...summary, schema_version: 2, service: AURORA_NAMES.id });
