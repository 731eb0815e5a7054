// What a person sees while the matrix is played: how far it is, and at once what is not as it should be.

import { createLinePrinter } from '../lib/node/cli/terminal/live-line.ts';
import { sayLine } from '../lib/node/cli/terminal/say-line.ts';
import type { Judged, Tooth } from './teeth.ts';

export interface TeethProgress {
  readonly onStart: (tooth: Tooth) => void;
  readonly onEnd: (judged: Judged) => void;
  readonly end: () => void;
}

const SHOW_EVERY_MS = 500;

/** Progress on `stream`, usually stderr: one line, and a line of its own for each row that failed. */
export function createTeethProgress(
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  total: number,
): TeethProgress {
  const line = createLinePrinter(stream);
  const startedAtMs = performance.now();
  const playing = new Set<string>();
  let done = 0;
  let wrong = 0;
  const show = () => {
    const sec = Math.round((performance.now() - startedAtMs) / 1000);
    line.show(
      `${done} of ${total} rows, ${wrong} not as they should be · ${sec} s · ${[...playing].join(', ')}`,
    );
  };
  const timer = setInterval(show, SHOW_EVERY_MS);
  return {
    onStart({ id }) {
      playing.add(id);
    },
    onEnd({ tooth, ok, result, because }) {
      playing.delete(tooth.id);
      done++;
      if (ok) return;
      wrong++;
      line.end();
      sayLine(stream, `${tooth.id}: ${result}, ${because}`);
    },
    end() {
      clearInterval(timer);
      line.end();
    },
  };
}
