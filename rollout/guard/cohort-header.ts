/** In every answer through a guard: the version whose pod took the call. By it one sees on the user's path which version answers. */
export const COHORT_HEADER = 'x-aurora-gate-cohort';
