// The commands by what somebody wants who looks for one.

/** Names of commands, in the order in which they are told. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'A run': ['soak', 'judge', 'live', 'compare', 'history', 'power'],
  'A service': ['smoke', 'probe', 'prewarm', 'regression', 'flows', 'up', 'chaos', 'new-service'],
  'A release': ['release-gate', 'rollout', 'evidence', 'monitoring'],
  'A cluster': ['cluster', 'disrupt'],
  'The gate itself': [
    'teeth',
    'mayhem',
    'false-aborts',
    'tools',
    'build',
    'schemas',
    'bench',
    'bench:hand',
    'bench:live',
    'pictures',
    'completion',
    'help',
  ],
};
