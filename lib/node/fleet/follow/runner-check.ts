// Whether each runner is still there: it answers, its log can be read, it was started. The API server may be away for a while in between.
import { type KubeApi, KubeError } from '../../cluster/kube-api.ts';
import { findEnd, findFault, type Pod, type toPart } from '../pods.ts';
import { lacksRight } from '../set-up-error.ts';
import type { Refused } from './followed.ts';
import { readRunnerStatus } from './runner-status.ts';

/** A runner that is looked at. */
interface Seen {
  readonly runner: number;
  readonly pod: string;
  readonly isBegun: boolean;
}

export interface RunnerCheck {
  notePod(part: ReturnType<typeof toPart>, pod: Pod): void;
  /** We could not begin them all; whoever waits yet waits for the operator. */
  noteLeft(): void;
  /** Whether the rows of a runner can be read. */
  noteRows(runner: number, refused: Refused | undefined): void;
  /** Looks at these, which are not over; breaks the fleet up where one is lost. */
  look(runners: readonly Seen[]): Promise<void>;
}

/** Each is asked so often. */
const ASK_EVERY_MS = 5_000;
/** For so long one may be silent, or its log be out of reach, while the API server answers. */
export const LOST_AFTER_MS = 30_000;
/** For so long the API server may be away. */
export const AWAY_AFTER_MS = 120_000;
/** Where it is left to the operator, that starts one runner after the other, by a pod that has to come up first. */
export const START_AFTER_MS = 120_000;

const TOO_MANY = 429;

/** @param breakUp ends the run: it cannot be judged any more */
export function createRunnerCheck({
  api,
  namespace,
  name,
  breakUp,
  source = 'log',
  nowMs = () => performance.now(),
}: {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly name: string;
  readonly breakUp: (why: string, runner?: number) => void;
  /** What the rows of a runner are read from. @default 'log' */
  readonly source?: 'log' | 'journal';
  readonly nowMs?: () => number;
}): RunnerCheck {
  const begunMs = nowMs();
  const refusals = new Map<number, Refused>();
  const silentSince = new Map<number, number>();
  let starter: Pod | undefined;
  let isLeft = false;
  let askedMs = Number.NEGATIVE_INFINITY;
  let awaySinceMs: number | undefined;
  /** Nobody's log could be read until then. */
  let backMs = Number.NEGATIVE_INFINITY;

  /** @returns what it refused with; undefined where it answers */
  const ask = async ({ pod }: Seen): Promise<KubeError | undefined> => {
    try {
      await readRunnerStatus(api, namespace, pod);
      return undefined;
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      return error;
    }
  };
  const noteSilent = ({ runner }: Seen, error: KubeError) => {
    const sinceMs = silentSince.get(runner) ?? askedMs;
    silentSince.set(runner, sinceMs);
    if (nowMs() - sinceMs >= LOST_AFTER_MS)
      breakUp(
        lacksRight(error)
          ? `runner ${runner} could not be asked for ${LOST_AFTER_MS / 1000} s: a right or a token of the coordinator was taken away, or has expired (${error.message})`
          : `runner ${runner} has not answered for ${LOST_AFTER_MS / 1000} s: its machine is gone, cut off or frozen (${error.message})`,
        runner,
      );
  };

  return {
    notePod(part, pod) {
      if (part === 'starter') starter = pod;
    },
    noteLeft() {
      isLeft = true;
    },
    noteRows(runner, refused) {
      if (refused) refusals.set(runner, refused);
      else refusals.delete(runner);
    },
    async look(runners) {
      if (nowMs() - askedMs >= ASK_EVERY_MS) {
        askedMs = nowMs();
        const asked = await Promise.all(runners.map(async (one) => ({ one, error: await ask(one) })));
        // A runner that is frozen takes longer than a call may, as does an API server that is away. The latter answers for nobody.
        if (asked.length > 0 && asked.every(({ error }) => error && [0, TOO_MANY].includes(error.status))) {
          awaySinceMs ??= nowMs();
          backMs = nowMs();
          silentSince.clear();
        } else {
          awaySinceMs = undefined;
          // An API server that is asked too much says so of itself.
          for (const { one, error } of asked)
            if (error && error.status !== TOO_MANY) noteSilent(one, error);
            else if (!error) silentSince.delete(one.runner);
        }
      }
      if (awaySinceMs !== undefined && nowMs() - awaySinceMs >= AWAY_AFTER_MS)
        breakUp(
          `the API server has been away for ${AWAY_AFTER_MS / 1000} s, without which no runner can be stopped`,
        );
      for (const { runner, isBegun } of runners) {
        const refused = refusals.get(runner);
        if (refused && nowMs() - Math.max(refused.sinceMs, backMs) >= LOST_AFTER_MS)
          breakUp(
            `the ${source} of runner ${runner} could not be read for ${LOST_AFTER_MS / 1000} s: ${refused.why}`,
            runner,
          );
        const waitedMs = nowMs() - begunMs;
        const isHopeless = isLeft && starter !== undefined && findFault(starter)?.isHopeless === true;
        if (!isBegun && awaySinceMs === undefined && (isHopeless || waitedMs >= START_AFTER_MS))
          breakUp(
            `runner ${runner} of ${name} waits to be started for ${Math.round(waitedMs / 1000)} s: ${describeStarter(starter)}`,
            runner,
          );
      }
    },
  };
}

/** Why those who were made may not have been started. */
function describeStarter(starter: Pod | undefined): string {
  if (!starter) return 'k6-operator made no starter; see its log';
  const end = findEnd(starter);
  if (end?.code === 0) return 'its starter says that it was, and it wrote nothing; see its log in k6.log';
  if (end)
    return `its starter ended with exit code ${end.code ?? 'unknown'}; see whether STARTER_IMAGE has a shell and curl`;
  return `its starter ${findFault(starter)?.fault ?? 'is at it'}`;
}
