// A rollback for tests: real calls, and a clock that only its own pauses move, so that a busy machine changes nothing.
import type { PathLook } from '../../rollout/rollback/path-sight.ts';
import type { RollbackDeps, RollbackRequest } from '../../rollout/rollback/roll-back.ts';
import { ROLLBACK_SETTINGS, type RollbackSettings } from '../../rollout/rollback/settings.ts';
import { lookOnce } from '../../rollout/rollback/users-path.ts';

/** One call may take so long by the real clock: it passes whole only where nobody answers. */
const CALL_MS = 400;
export const QUICK: RollbackSettings = {
  ...ROLLBACK_SETTINGS,
  ...{
    deadlineMs: 24_000,
    pollMs: 1_000,
    quietMs: 5_000,
    quietLooks: 12,
    hopelessMs: 4_000,
    callMs: CALL_MS,
  },
};

export const REQUEST: RollbackRequest = {
  id: 'test-1',
  actor: 'a test',
  trigger: 'cli',
  reasons: ['it is bad'],
};

const START_MS = Date.UTC(2027, 0, 1);
/** Of each pause: fifteen within the quiet time. */
const LOOKS = 3;

/** Everything that a rollback wants but its actuator. @param url the users' path */
export function createDeps(url: string, more: Partial<RollbackDeps> = {}) {
  const told: string[] = [];
  const looks: PathLook[] = [];
  let nowMs = START_MS;
  const deps: RollbackDeps = {
    path: { looks: () => looks, sinceMs: START_MS },
    settings: QUICK,
    holder: 'this engine',
    now: () => nowMs,
    async pause(ms) {
      nowMs += ms;
      for (let n = 0; n < LOOKS; n++)
        looks.push({
          ...(await lookOnce({ url, versionHeader: 'x-aurora-gate-cohort', userHeader: '', body: '' })),
          atMs: nowMs,
        });
    },
    tell: (line) => void told.push(line),
    stop: new AbortController().signal,
    ...more,
  };
  return { deps, told };
}
