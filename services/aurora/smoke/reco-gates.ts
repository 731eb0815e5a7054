// The recommendation gates: what must hold before, between and beyond them. One flow per case of the release gate.

import type { Flow, Smoke } from '../../../lib/core/smoke/flow.ts';
import { gatesOpen, hasNotice, noRecommendations, noTreatment, offersOrExplains, reaches } from './checks.ts';
import { toSetUp, toStep } from './journey-steps.ts';
import { toSafetyFlow } from './safety.ts';
import { toSmoke } from './smoke.ts';

const FLOWS: readonly Flow[] = [
  {
    id: 'artifact_missing',
    variants: 'each',
    steps: [
      toSetUp('use_photo_false', 'profile_update'),
      toStep('use_photo_false', 'reco_chat', [
        hasNotice('artifact_missing', 'without an analysis it says so, with a way on'),
        noRecommendations,
      ]),
    ],
  },
  {
    id: 'low_confidence',
    variants: 'each',
    steps: [
      toSetUp('photo_forced_fail', 'profile_update'),
      toSetUp('photo_forced_fail', 'analysis'),
      toStep('photo_forced_fail', 'reco_chat', [
        reaches(['low'], 'a failed photo and no routine leave little to go by'),
        hasNotice('low_confidence', 'it says how unsure it is, with a way on'),
        noTreatment,
      ]),
    ],
  },
  {
    id: 'medium_high',
    variants: 'each',
    steps: [
      toSetUp('use_photo_false', 'profile_update'),
      toSetUp('use_photo_false', 'analysis'),
      toStep('use_photo_false', 'reco_chat', [
        reaches(['medium', 'high'], 'answers and a routine are enough for recommendations'),
        gatesOpen,
        offersOrExplains,
        noTreatment,
      ]),
    ],
  },
  {
    id: 'medium_high_photo',
    variants: 'each',
    steps: [
      toSetUp('photo_usable', 'profile_update'),
      toSetUp('photo_usable', 'photo_upload'),
      toSetUp('photo_usable', 'analysis'),
      // Whether the photo could be used is not decided here: below high confidence the same rules hold as without one.
      toStep('photo_usable', 'reco_chat', [gatesOpen, offersOrExplains, noTreatment]),
    ],
  },
  toSafetyFlow('safety_block'),
];

export const SMOKE: Smoke = toSmoke('reco gate smoke', FLOWS);
