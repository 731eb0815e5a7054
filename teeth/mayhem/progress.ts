// What a person sees of a campaign while it is on.
import { createLinePrinter } from '../../lib/node/cli/terminal/live-line.ts';
import type { PlannedRun } from './plan-mayhem.ts';
import type { PlayedRun } from './play-mayhem.ts';
import { toRunLine } from './report.ts';

export interface MayhemProgress {
  readonly onStart: (planned: PlannedRun) => void;
  readonly onRun: (played: PlayedRun) => void;
  readonly end: () => void;
}

const SHOW_EVERY_MS = 500;

/** Progress on `stream`, usually stderr: one line of what is on, and a line for each run that is over. */
export function createMayhemProgress(
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  total: number,
): MayhemProgress {
  const line = createLinePrinter(stream);
  const startedAtMs = performance.now();
  const playing = new Map<number, string>();
  let done = 0;
  let wrong = 0;
  const show = () => {
    const sec = Math.round((performance.now() - startedAtMs) / 1000);
    line.show(
      `${done} of ${total} runs, ${wrong} not as they must be · ${sec} s · ${[...playing.values()].join(', ')}`,
    );
  };
  const timer = setInterval(show, SHOW_EVERY_MS);
  return {
    onStart({ n, fault, atSec }) {
      playing.set(n, `${fault.id} at ${atSec} s`);
    },
    onRun(run) {
      playing.delete(run.planned.n);
      done++;
      if (run.wrong.length > 0) wrong++;
      line.end();
      stream.write(`${toRunLine(run).join('  ').trimEnd()}\n`);
    },
    end() {
      clearInterval(timer);
      line.end();
    },
  };
}
