// A run from the start of k6 to its verdict, whatever ends it: its plan, a gate, a signal, or something that breaks beside it.
import { listGates } from '../../../thresholds/gates.ts';
import type { JournalRow } from '../../core/journal/events.ts';
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { toSignalCode } from '../../core/outcome.ts';
import { toMessage } from '../../core/text/message.ts';
import type { FillReport } from '../build/page.ts';
import { sayLine } from '../cli/terminal/say-line.ts';
import type { ChildEnd, Load } from '../process/child.ts';
import { within } from '../process/wait.ts';
import { startRunMonitor } from '../prometheus/run-monitor.ts';
import { appendRow } from '../run-folder/journal.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import { type Judgement, judgeRun } from './judge.ts';
import { writeResults } from './results.ts';
import { createRunClock } from './run-clock.ts';
import { type Watch, watchRun } from './watch/watch-run.ts';

export interface SoakResult extends Judgement {
  readonly files: RunFiles;
  /** The signal that ended the run, if one did. */
  readonly signal: NodeJS.Signals | undefined;
  /** What went wrong beside the service and k6, as a sentence: the run was ended for it, or not all of it is written. */
  readonly trouble: string | undefined;
}

/** How long k6 gets after an interrupt: to end its journeys and write its summary. */
const K6_STOP_DEADLINE_MS = 15_000;
/** The journal of a day takes a minute. */
const JUDGE_DEADLINE_MS = 600_000;
const WRITE_DEADLINE_MS = 60_000;

type FollowedRun = Omit<Watch, 'signal' | 'write' | 'stopFor' | 'clock'> & {
  readonly child: Load;
  readonly fillReport: FillReport;
};

/**
 * Follows a run until k6 is gone and all is healed, then judges it and writes its results.
 * @throws Error where it comes to no verdict
 */
export async function seeToTheEnd(
  run: Omit<FollowedRun, 'onRow'> & {
    /** Where the series of the run go, if anywhere. */
    readonly prometheus: PrometheusTarget | undefined;
  },
): Promise<SoakResult> {
  const { service, plan, files, io, prometheus: target } = run;
  const monitor =
    target &&
    startRunMonitor({
      target,
      service: service.id,
      files,
      plan,
      gates: listGates(service, plan),
      say(line) {
        if (io.progress.isTTY) io.progress.write('\r\x1b[K');
        sayLine(io.progress, line);
      },
    });
  const result = await followToTheEnd({ ...run, onRow: (row) => monitor?.add(row) }).catch(
    async (error: unknown) => {
      await monitor?.end();
      throw error;
    },
  );
  await monitor?.end(result.summary);
  return result;
}

async function followToTheEnd(run: FollowedRun): Promise<SoakResult> {
  const { files, child, io, fillReport } = run;
  const clock = createRunClock();
  const write = (row: JournalRow) => appendRow(files.journal, row);
  let signal: NodeJS.Signals | undefined;
  let trouble: string | undefined;
  const noteTrouble = (error: unknown) => {
    trouble ??= toMessage(error);
  };
  let giveUp = () => {};
  const givenUp = new Promise<ChildEnd>((resolve) => {
    giveUp = () => resolve({ code: toSignalCode('SIGKILL'), signal: 'SIGKILL' });
  });
  const stopK6 = (deadlineMs = K6_STOP_DEADLINE_MS) =>
    child.stop('SIGINT', deadlineMs).catch((error: unknown) => {
      // It outlives even a SIGKILL: not waited for any longer.
      noteTrouble(error);
      giveUp();
    });
  // What fails beside k6 ends k6 too: a run that nobody follows is not worth its load.
  const breakOff = async (error: unknown) => {
    noteTrouble(error);
    const why = toMessage(error);
    await write({ ts: clock.nowSec(), type: 'run.stopped', gate: 'run_complete', why }).catch(noteTrouble);
    await stopK6();
  };
  const interrupt = async () => {
    if (io.stop.reason instanceof Error) return breakOff(io.stop.reason);
    signal = io.stop.reason as NodeJS.Signals;
    await write({ ts: clock.nowSec(), type: 'run.signalled', signal }).catch(() => {});
    await stopK6();
  };
  io.stop.addEventListener('abort', interrupt, { once: true });
  if (io.stop.aborted) await interrupt();

  const watching = new AbortController();
  const stopFor: Watch['stopFor'] = async ({ id, because }, deadlineMs) => {
    await write({ ts: clock.nowSec(), type: 'run.stopped', gate: id, why: because });
    await stopK6(deadlineMs);
  };
  const watched = watchRun({ ...run, write, stopFor, clock, signal: watching.signal }).catch(breakOff);
  // Healing may take a while yet; the row says when k6 was gone.
  const ended = Promise.race([child.ended, givenUp])
    .finally(() => watching.abort())
    .then((end) => ({ ...end, atSec: clock.nowSec() }));
  const [end] = await Promise.all([ended, watched]);
  io.stop.removeEventListener('abort', interrupt);
  // What cannot be written any more is no reason to be silent about what was measured.
  await write({ ts: end.atSec, type: 'k6.exited', code: end.code, signal: end.signal }).catch(noteTrouble);
  const judgement = await within('the journal is judged', JUDGE_DEADLINE_MS, judgeRun(files)).catch(
    (error: unknown) => {
      // Without its journal, what went wrong beside k6 is why.
      throw trouble === undefined ? error : new Error(trouble, { cause: error });
    },
  );
  const { verdict } = judgement.summary;
  await write({ ts: clock.nowSec(), type: 'verdict', outcome: verdict.outcome, why: verdict.because }).catch(
    noteTrouble,
  );
  await within(
    'the results are written',
    WRITE_DEADLINE_MS,
    writeResults(files, judgement, fillReport),
  ).catch(noteTrouble);
  return { ...judgement, files, signal, trouble };
}
