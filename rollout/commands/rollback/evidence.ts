// The evidence log that a rollback is written into, where one is named and somebody signs.
import { resolve } from 'node:path';
import { toMessage } from '../../../lib/core/text/message.ts';
import { findSigner } from '../../../lib/node/evidence/choose-signer.ts';
import { type EvidenceLog, openEvidenceLog } from '../../../lib/node/evidence/log.ts';
import type { RollbackRequest, RollbackResult } from '../../rollback/roll-back.ts';
import { toEvidence } from '../../rollback/tell-result.ts';
import type { ActionContext } from '../context.ts';

/** Writes a record of a rollback. It never throws: what cannot be signed must not change how a rollback ended. */
export type RecordRollback = (result: RollbackResult, request: RollbackRequest) => Promise<void>;

/**
 * Opens it before anything is touched.
 * @throws OptionError where the key or the log cannot be used
 */
export async function openRecord({
  options,
  tell,
}: Pick<ActionContext, 'options' | 'tell'>): Promise<RecordRollback> {
  const dir = options.text('EVIDENCE_LOG');
  const signer = dir === '' ? undefined : await findSigner(options);
  if (signer === undefined) {
    tell('nothing is signed: give EVIDENCE_LOG and SIGN_KEY to keep evidence of the rollback');
    return async () => {};
  }
  const log: EvidenceLog = await openEvidenceLog(resolve(dir), signer);
  return async (result, request) => {
    await log
      .append(toEvidence(result, request, options.text('ROLLOUT_ENVIRONMENT')))
      .catch((error: unknown) => tell(`the evidence of the rollback is not written: ${toMessage(error)}`));
  };
}
