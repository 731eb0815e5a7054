// Runners while they play: each one's log followed into the one journal, each one looked at, all stopped where one thing says so.
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describeLoss, type RunnerEnd } from '../../../core/fleet/close.ts';
import type { FleetMerge } from '../../../core/fleet/merge.ts';
import type { JournalRow } from '../../../core/journal/events.ts';
import { toMessage } from '../../../core/text/message.ts';
import { toShown } from '../../../core/text/plain-text.ts';
import { redactText } from '../../../core/text/redact.ts';
import type { ChildEnd, Load } from '../../process/child.ts';
import { toMergedLine } from '../../run-folder/journal.ts';
import { toRow } from '../../run-folder/read-rows.ts';
import type { RunFiles } from '../../run-folder/run-files.ts';
import { toJournalFile } from '../journal-volume.ts';
import { removeTestRun } from '../objects.ts';
import type { Fleet } from '../open-fleet.ts';
import { DELETED, findDisruption, findEnd, type Pod, type PodEnd, toPart } from '../pods.ts';
import { beginRunners } from './begin-runners.ts';
import { followFile } from './follow-file.ts';
import { followLog } from './follow-log.ts';
import type { Followed, Refused } from './followed.ts';
import { createLineWriter } from './line-writer.ts';
import { createRunnerCheck } from './runner-check.ts';
import { stopRunner } from './stop-runners.ts';
import { watchPods } from './watch-pods.ts';

export interface Coordination {
  readonly fleet: Fleet;
  /** Of the TestRun. */
  readonly name: string;
  /** Of the runners, the first first. */
  readonly pods: readonly Pod[];
  readonly merge: FleetMerge;
  /** Calls BASE. @returns how many calls in a row it answered */
  readonly askBase: () => Promise<number>;
  readonly files: RunFiles;
  readonly say: (line: string) => void;
}

interface Runner {
  readonly runner: number;
  readonly pod: string;
  isBegun: boolean;
  isFollowed: boolean;
  end: PodEnd | undefined;
  /** Why Kubernetes ends it, where it said so before it did. */
  disruption: string | null;
}

const CHECK_EVERY_MS = 1_000;
/** Between two calls to stop a runner that may not have heard. */
const STOP_AGAIN_MS = 500;
/** Kubernetes tells of a container's end a moment after its log has ended. */
const END_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 15_000;
/** What is deleted has no time to end by itself. */
const GONE_DEADLINE_MS = 5_000;

/** What k6 says of a row that its volume does not take (logrus, `Entry.write`). */
const NOT_WRITTEN = /^Failed to write to log, (.*)/;

/** Begins them, and follows them from now on. */
export function coordinate({ fleet, name, pods, merge, askBase, files, say }: Coordination): Load {
  const { api, socketPath, namespace, journals } = fleet;
  const journal = createLineWriter(files.journal);
  const log = createLineWriter(files.k6Log);
  const startedMs = performance.now();
  const startedSec = Date.now() / 1000;
  // It only runs forward.
  const nowSec = () => startedSec + (performance.now() - startedMs) / 1000;
  const following = new AbortController();
  // Several wait for it for each runner; Node warns of a leak above ten.
  setMaxListeners(0, following.signal);
  const runners = pods.map(
    (pod, i): Runner => ({
      runner: i + 1,
      pod: pod.metadata.name,
      isBegun: false,
      isFollowed: false,
      end: undefined,
      disruption: null,
    }),
  );
  let isAsked = false;
  let stopping: Promise<void> | undefined;

  let giveUp = () => {};
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  const write = (rows: readonly JournalRow[]) => journal.add(rows.map(toMergedLine));
  const isOver = ({ isFollowed, end }: Runner) => isFollowed && end !== undefined;

  /** Tells a runner to stop, again and again until it is over. */
  const stopOne = async (one: Runner) => {
    let told: string | undefined;
    while (one.end === undefined && !following.signal.aborted) {
      const why = await stopRunner(api, namespace, one.pod);
      if (why !== undefined && why !== told) log.add([`runner ${one.runner}: not stopped yet: ${why}`]);
      told = why;
      await pause(STOP_AGAIN_MS, undefined, { signal: following.signal }).catch(() => {});
    }
  };
  /** Stops all, by the deletion of their TestRun where that does not help, and is not waited for longer than that. */
  const stopAll = (deadlineMs = STOP_DEADLINE_MS): Promise<void> => {
    stopping ??= (async () => {
      for (const one of runners) void stopOne(one);
      await endsWithin(ended, deadlineMs);
      if (runners.every(isOver)) return;
      say(`runners of ${name} did not stop within ${deadlineMs / 1000} s: removing them`);
      await removeTestRun(api, namespace, name).catch((error: unknown) => {
        say(`runners of ${name} may go on until their plan is over: ${toMessage(error)}`);
      });
      await endsWithin(ended, GONE_DEADLINE_MS);
      giveUp();
    })();
    return stopping;
  };
  /** What is missing now cannot come back: the run is not worth its load any longer. */
  const breakUp = (why: string, runner?: number) => {
    if (stopping !== undefined) return;
    const ts = nowSec();
    write([
      { ts, type: 'fleet.broken', ...(runner === undefined ? {} : { runner }), why },
      { ts, type: 'run.stopped', gate: 'run_complete', why },
    ]);
    isAsked = true;
    void stopAll();
  };
  const takeLines = (one: Runner, lines: readonly string[]) => {
    const atSec = nowSec();
    for (const line of lines) {
      if (!line.startsWith('{"')) {
        if (line.trim() !== '') log.add([`runner ${one.runner}: ${toShown(redactText(line))}`]);
        const [, lost] = NOT_WRITTEN.exec(line) ?? [];
        if (lost !== undefined)
          breakUp(`runner ${one.runner} could not write its journal: ${toShown(lost)}`, one.runner);
        continue;
      }
      const row = toRow(line);
      // The judge counts what is no row.
      if (row === undefined) journal.add([line]);
      else {
        if (row.type === 'run.started') one.isBegun = true;
        write(merge.add(one.runner, row, atSec));
      }
    }
    if (merge.stop() !== undefined) void stopAll();
  };
  const check = createRunnerCheck({ api, namespace, name, breakUp, source: journals ? 'journal' : 'log' });
  const followOne = async (one: Runner) => {
    const onRefused = (refused: Refused | undefined) => check.noteRows(one.runner, refused);
    const follow: Followed = {
      onLines: (lines) => takeLines(one, lines),
      isOver: async () => one.end !== undefined,
      onRefused,
      signal: following.signal,
    };
    const log = { socketPath, namespace, pod: one.pod };
    if (!journals) await followLog({ ...follow, ...log });
    else
      await Promise.all([
        followFile({
          ...follow,
          file: toJournalFile(journals, name, one.pod),
          onCut: (why) => breakUp(`runner ${one.runner} ${why}`, one.runner),
        }),
        // There k6 says what it cannot write. Where nobody can read that, the rows still come.
        followLog({ ...follow, ...log, onRefused: () => {} }),
      ]);
    one.isFollowed = true;
    const untilMs = performance.now() + END_DEADLINE_MS;
    while (one.end === undefined && performance.now() < untilMs && !following.signal.aborted)
      await pause(STOP_AGAIN_MS, undefined, { signal: following.signal }).catch(() => {});
    one.end ??= { code: null, why: one.disruption };
    if (stopping !== undefined || merge.stop() !== undefined) return;
    const how = describeLoss(one.end, merge.findEarlyEnd(one.runner, nowSec()));
    if (how !== undefined) breakUp(`runner ${one.runner} ${how}`, one.runner);
  };

  void watchPods({
    api,
    socketPath,
    namespace,
    name,
    onPod: (pod, isGone) => {
      const part = toPart(pod, name);
      check.notePod(part, pod);
      const one = runners.find((runner) => runner.pod === pod.metadata.name);
      if (!one) return;
      one.disruption ??= findDisruption(pod);
      const end = findEnd(pod);
      if (end) one.end ??= { code: end.code, why: end.why ?? one.disruption };
      else if (isGone) one.end ??= { code: null, why: one.disruption ?? DELETED };
    },
    signal: following.signal,
  });
  beginRunners({ api, namespace, pods: runners.map(({ pod }) => pod), stop: following.signal }).catch(
    (error: unknown) => {
      say(`runners of ${name} are left to k6-operator to begin: ${toMessage(error)}`);
      check.noteLeft();
    },
  );
  const checking = (async () => {
    while (!following.signal.aborted) {
      await check.look(runners.filter(({ end }) => end === undefined));
      await pause(CHECK_EVERY_MS, undefined, { signal: following.signal }).catch(() => {});
    }
  })();
  checking.catch((error: unknown) => breakUp(`the runners cannot be looked at: ${toMessage(error)}`));

  const finish = async (): Promise<ChildEnd> => {
    following.abort();
    const ends = runners.map(
      ({ runner, end }): RunnerEnd => ({ runner, code: end?.code ?? null, why: end?.why ?? null }),
    );
    const answersHere = merge.isUnanswered() ? await askBase() : 0;
    const rows = merge.end(ends, nowSec(), { asked: isAsked, answersHere });
    const exited = rows.find((row) => row.type === 'k6.exited');
    // Whoever waits for our end writes that one.
    write(rows.filter((row) => row !== exited));
    await Promise.all([journal.flush(), log.flush()]);
    return { code: exited?.type === 'k6.exited' ? exited.code : 0, signal: null };
  };
  const ended = Promise.race([Promise.all(runners.map(followOne)), givenUp]).then(finish);
  return {
    pid: undefined,
    ended,
    async stop(_, deadlineMs) {
      isAsked = true;
      await stopAll(deadlineMs);
      return ended;
    },
  };
}

async function endsWithin(done: Promise<unknown>, deadlineMs: number): Promise<void> {
  const settled = new AbortController();
  const late = pause(deadlineMs, undefined, { signal: settled.signal }).catch(() => {});
  await Promise.race([done, late]).finally(() => settled.abort());
}
