// The checks that a release gate is made of.

/** The checks in their order: the cheap ones first, so that a service that is plainly broken is not put under load. */
export const STAGES = [
  { id: 'smoke', why: 'the key flows work' },
  { id: 'reco_gates', why: 'the recommendation gates hold in their four cases' },
  { id: 'probe', why: 'the rollout facts agree' },
  { id: 'soak', why: 'all of it holds under load, and under a failing upstream' },
] as const;
export type StageId = (typeof STAGES)[number]['id'];
export const STAGE_IDS = STAGES.map(({ id }) => id);
