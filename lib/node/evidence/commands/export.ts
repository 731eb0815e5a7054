// What whoever audits is given: records, keys, and how to check them without any of our programs.

import { OptionError } from '../../../core/options/option-error.ts';
import { exportLog } from '../export-log.ts';
import { type EvidenceContext, requireFolder, requireKeys, requireWhole } from './context.ts';

/** Writes the folder, and says what lies in it. */
export async function runExport(context: EvidenceContext): Promise<number> {
  const { options, say } = context;
  const dir = requireFolder(context);
  const out = options.text('EVIDENCE_OUT');
  if (out === '') throw new OptionError('EVIDENCE_OUT is empty: name a new folder with --out');
  const verified = await requireWhole(context);
  const from = options.number('EVIDENCE_FROM');
  const before = options.number('EVIDENCE_BEFORE') || Number.POSITIVE_INFINITY;
  const count = await exportLog(dir, out, { verified, keys: await requireKeys(context), from, before });
  say(`${count} records in ${out}; README.md there says how to check them`);
  return 0;
}
