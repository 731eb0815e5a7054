// The newer releases of Aurora: the chat answers with ChatCards v1, every other route with the envelope of the runbook.
import { defineService } from '../../lib/core/service/define-service.ts';
import { AURORA_RATES } from '../../thresholds/aurora.ts';
import { CHATCARDS_OPTIONS, CHATCARDS_PROMISES } from '../../thresholds/aurora-chatcards.ts';
import { findStranger } from '../aurora/answer/ours.ts';
import { JOURNEYS, ROUTES } from '../aurora/journeys.ts';
import { COMMON, claimsEnvelope, isChatCards } from '../aurora/wire.ts';
import { judge } from './answer/judge.ts';
import { CONTRACTS } from './contract-ids.ts';
import { FLAGS } from './flags.ts';

export const SERVICE = defineService({
  ...COMMON,
  id: 'aurora-chatcards',
  title: 'Aurora BFF, ChatCards v1 in the chat',
  routes: {
    ...ROUTES,
    analysis_skin: { ...ROUTES.analysis_skin, contract: CONTRACTS.analysis_skin },
    chat: { ...ROUTES.chat, contract: CONTRACTS.chat },
  },
  journeys: JOURNEYS,
  contractFolders: ['../aurora/contracts', 'contracts'],
  flags: FLAGS,
  degraded: 'timeout_degraded',
  judge,
  findStranger,
  claimsContract: claimsEnvelope,
  promises: CHATCARDS_PROMISES,
  rates: AURORA_RATES,
  options: CHATCARDS_OPTIONS,
  recognition: { ...COMMON.recognition, fits: isChatCards },
  reference: { ...COMMON.reference, args: ['--envelope', 'chatcards'] },
});
