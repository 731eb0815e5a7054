// From the TestRun to runners that wait to be started: with a deadline, and a sentence for each way in which it can hang.
import { setTimeout as pause } from 'node:timers/promises';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { callSocket } from '../cluster/socket.ts';
import { createLook, type Look, type LooksAt, SAY_EVERY_MS } from './look.ts';
import {
  describeEnd,
  findEnd,
  findFault,
  findNotMade,
  isRunning,
  NOT_STARTED,
  type Pod,
  toPart,
} from './pods.ts';
import { withRemedy } from './set-up-error.ts';

export interface RunnersToAwait extends LooksAt {
  readonly socketPath: string;
  readonly runners: number;
  readonly stop: AbortSignal;
}

const POLL_MS = 300;
/** Images may be big. */
const DEADLINE_MS = 600_000;
/** The operator looks at a new TestRun at once. */
const LOOK_DEADLINE_MS = 60_000;
/** It looks again every five seconds; one that was started again takes over a lease of its own first. */
const TURN_DEADLINE_MS = 60_000;
/** A pod that finds no node may find one when another ends; who waits for that waits with a load that is not the one asked for. */
const PLACE_DEADLINE_MS = 120_000;
/** No other pod came meanwhile. The controller of Jobs tries again after 1, 2, 4 s and so on: what refuses a pod for so long does not mean a moment. */
const MADE_DEADLINE_MS = 15_000;
const LOG_DEADLINE_MS = 10_000;
const SHOWN_CHARS = 500;

/**
 * Waits until all runners run.
 * @returns their pods, the first runner first
 * @throws Error with why they do not come to that
 */
export async function awaitRunners(to: RunnersToAwait): Promise<readonly Pod[]> {
  const { name, runners, stop, say } = to;
  const begunMs = performance.now();
  const unplaced = new Map<string, number>();
  const lookAgain = createLook(to);
  const seenParts = new Set<ReturnType<typeof toPart>>();
  let saidMs = begunMs;
  let made = 0;
  /** Since then somebody could have done more than was done. */
  let madeMs = begunMs;
  for (;;) {
    stop.throwIfAborted();
    const seen = await lookAgain();
    if (seen === undefined) {
      madeMs = performance.now();
      await pause(POLL_MS, undefined, { signal: stop }).catch(() => {});
      continue;
    }
    const { stage, pods } = seen;
    const initializer = pods.find((pod) => toPart(pod, name) === 'initializer');
    const isBeforeRunners = stage === '' || stage === 'initialization' || stage === 'error';
    if (initializer && isBeforeRunners && (stage === 'error' || initializer.status?.phase === 'Failed'))
      throw new Error(await describeRefusal(to, initializer));
    const found = Array.from({ length: runners }, (_, i) => pods.find((pod) => toPart(pod, name) === i + 1));
    const running = found.filter((pod) => pod !== undefined && isRunning(pod));
    if (running.length === runners) return running as readonly Pod[];
    const waitedMs = performance.now() - begunMs;
    const waiting = await checkPods(to, pods, unplaced);
    checkGone(to, seen, seenParts);
    checkOperator(to, seen, performance.now() - madeMs);
    if (pods.length !== made) madeMs = performance.now();
    made = pods.length;
    if (performance.now() - saidMs > SAY_EVERY_MS) {
      saidMs = performance.now();
      const missing = stage === 'created' ? found.indexOf(undefined) + 1 : 0;
      if (missing > 0) await checkMade(to, missing, saidMs - madeMs);
      if (stage === 'initialization' && !initializer) await checkMade(to, 'initializer', saidMs - madeMs);
      say(
        `${running.length} of ${runners} runners are up after ${Math.round(waitedMs / 1000)} s${waiting === undefined ? '' : `: ${waiting}`}`,
      );
    }
    if (waitedMs > DEADLINE_MS)
      throw new Error(
        `${running.length} of ${runners} runners came up within ${DEADLINE_MS / 1000} s; the TestRun is in stage "${stage}"`,
      );
    await pause(POLL_MS, undefined, { signal: stop }).catch(() => {});
  }
}

/**
 * What keeps the first pod that cannot run yet, in words; undefined where nothing keeps any.
 * @param unplaced since when each of them has waited, which is noted here
 * @throws Error for a runner that has ended, and for a pod that waits in vain
 */
async function checkPods(
  to: RunnersToAwait,
  pods: readonly Pod[],
  unplaced: Map<string, number>,
): Promise<string | undefined> {
  let waiting: string | undefined;
  for (const pod of pods) {
    const part = toPart(pod, to.name);
    const who = toWho(part);
    const end = typeof part === 'number' ? findEnd(pod) : undefined;
    if (end)
      throw new Error(
        `${who} ended before it was started (${describeEnd(end)}): ${await readLogEnd(to, pod)}`,
      );
    const fault = findFault(pod);
    if (fault === undefined) continue;
    const sinceMs = unplaced.get(pod.metadata.name) ?? performance.now();
    unplaced.set(pod.metadata.name, sinceMs);
    if (fault.isHopeless || performance.now() - sinceMs > PLACE_DEADLINE_MS)
      throw new Error(`${who} ${fault.fault}`);
    waiting ??= `${who} ${fault.fault}`;
  }
  return waiting;
}

const toWho = (part: ReturnType<typeof toPart>): string =>
  typeof part === 'number' ? `runner ${part}` : `the ${part} of the runners`;

/**
 * Its Job makes no second pod.
 * @param seenParts the parts whose pods were there before, which is noted here
 * @throws Error where a pod is gone that the run waits for
 */
function checkGone(
  { name, namespace }: RunnersToAwait,
  { stage, pods }: Look,
  seenParts: Set<ReturnType<typeof toPart>>,
): void {
  const there = new Set(pods.map((pod) => toPart(pod, name)));
  for (const part of seenParts)
    if (!there.has(part) && (typeof part === 'number' || stage === 'initialization'))
      throw new Error(
        `somebody deleted the pod of ${toWho(part)} before the load began: see who does that in the namespace ${namespace}`,
      );
  for (const part of there) seenParts.add(part);
}

/** @throws Error where it is the operator's turn, and has been for long */
function checkOperator({ name, namespace }: RunnersToAwait, { stage, pods }: Look, sinceMs: number): void {
  const isNew = stage === '' && pods.length === 0;
  if (isNew && sinceMs > LOOK_DEADLINE_MS)
    throw new Error(
      `nobody looked at the TestRun ${name} for ${LOOK_DEADLINE_MS / 1000} s: see whether the controller of k6-operator runs, and watches the namespace ${namespace}`,
    );
  const isItsTurn = stage !== 'created' && pods.length > 0 && pods.every((pod) => findEnd(pod) !== undefined);
  if (isItsTurn && sinceMs > TURN_DEADLINE_MS)
    throw new Error(
      `k6-operator has left the TestRun ${name} in stage "${stage}" for ${TURN_DEADLINE_MS / 1000} s: see whether its controller still runs`,
    );
}

/** @throws Error where the pod of a part is refused, or is not made for long */
async function checkMade(
  { api, namespace, name }: RunnersToAwait,
  part: number | 'initializer',
  sinceMs: number,
) {
  if (sinceMs < MADE_DEADLINE_MS) return;
  const job = `${name}-${part}`;
  // Rights of an earlier version do not let us read events.
  const why = await findNotMade(api, namespace, job).catch(() => undefined);
  if (why !== undefined) throw new Error(`the pod of ${toWho(part)} is refused: ${withRemedy(why)}`);
  if (sinceMs > PLACE_DEADLINE_MS)
    throw new Error(
      `nobody made the pod of ${toWho(part)} for ${PLACE_DEADLINE_MS / 1000} s: see the events of the Job ${job} in the namespace ${namespace}`,
    );
}

/** Why the operator makes no runners: the script is refused, or has fewer users than there are to be runners. */
async function describeRefusal(to: RunnersToAwait, initializer: Pod): Promise<string> {
  const end = findEnd(initializer);
  if (end?.why?.startsWith(NOT_STARTED))
    return `the image of the runners cannot be played (${end.why}): give one with k6 and a shell, with --image`;
  const log = await readLogEnd(to, initializer);
  const { maxVUs } = toObject(toJsonOrNone(log.slice(log.indexOf('{'))));
  if (typeof maxVUs === 'number' && maxVUs < to.runners)
    return `k6-operator makes no ${to.runners} runners of ${maxVUs} virtual users; give fewer with --runners, or higher rates`;
  const how = end ? ` (${describeEnd(end)})` : '';
  return `k6-operator refuses the script${how}: ${log}`;
}

async function readLogEnd({ socketPath, namespace }: RunnersToAwait, { metadata }: Pod): Promise<string> {
  const { text } = await callSocket({
    socketPath,
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/pods/${metadata.name}/log?container=k6&tailLines=200`,
    timeoutMs: LOG_DEADLINE_MS,
  }).catch(() => ({ text: '' }));
  const said = text.trim();
  if (said.startsWith('{')) return said;
  return toShown(said.slice(-SHOWN_CHARS)) || 'its log says nothing';
}
