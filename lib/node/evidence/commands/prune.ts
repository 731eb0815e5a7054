// The beginning of a log given up: older records removed, and where it begins signed.
import { OptionError } from '../../../core/options/option-error.ts';
import { chooseSigner } from '../choose-signer.ts';
import { pruneLog } from '../prune-log.ts';
import { type EvidenceContext, requireFolder, requireKeys } from './context.ts';

/** Prunes a log that is whole, and says what is left of it. */
export async function runPrune(context: EvidenceContext): Promise<number> {
  const { options, say } = context;
  const dir = requireFolder(context);
  const before = options.number('EVIDENCE_BEFORE');
  const actor = options.text('EVIDENCE_BY');
  const reason = options.text('EVIDENCE_REASON');
  if (before === 0)
    throw new OptionError('EVIDENCE_BEFORE is 0: name the first record that stays with --before');
  if (actor === '' || reason === '')
    throw new OptionError('say who prunes with --name, and why that is allowed with --reason');
  const [keys, signer] = await Promise.all([requireKeys(context), chooseSigner(options)]);
  const removed = await pruneLog(dir, { before, actor, reason, keys, signer });
  say(`${removed} records before ${before} are removed; ${dir} begins with record ${before}`);
  return 0;
}
