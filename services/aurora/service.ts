// Aurora, as its runbook knows it: every route answers with the envelope.
import { defineService } from '../../lib/core/service/define-service.ts';
import { AURORA_OPTIONS, AURORA_PROMISES, AURORA_RATES } from '../../thresholds/aurora.ts';
import { judge } from './answer/judge.ts';
import { findStranger } from './answer/ours.ts';
import { FLAGS } from './flags.ts';
import { JOURNEYS, ROUTES } from './journeys.ts';
import { COMMON, claimsEnvelope, isEnvelope } from './wire.ts';

export const SERVICE = defineService({
  ...COMMON,
  id: 'aurora',
  title: 'Aurora BFF, the envelope of the runbook',
  routes: ROUTES,
  journeys: JOURNEYS,
  flags: FLAGS,
  degraded: 'timeout_degraded',
  judge,
  findStranger,
  claimsContract: claimsEnvelope,
  promises: AURORA_PROMISES,
  rates: AURORA_RATES,
  options: AURORA_OPTIONS,
  recognition: { ...COMMON.recognition, fits: isEnvelope },
  reference: COMMON.reference,
});
