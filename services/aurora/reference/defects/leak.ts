// What a leak keeps of each call: memory, or an open file. Bounded, so that a run that is forgotten ends no machine.
import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { EffectOf } from './defect.ts';

const MOST_BYTES = 1_500_000_000;
const MOST_FILES = 2_000;

/** What is held on to so far. */
export type Leaks = { readonly keep: (effect: EffectOf<'leak'>) => void };

/** Leaks of one service. `open` opens a file that nobody will close. */
export function createLeaks(open: () => unknown = () => openSync(devNull, 'r')): Leaks {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let files = 0;
  return {
    keep: (effect) => {
      switch (effect.of) {
        case 'memory': {
          const size = effect.kb * 1024;
          if (chunks.length >= effect.atMost) [chunks, bytes] = [[], 0];
          if (bytes + size > MOST_BYTES) return;
          // Written to, or the system gives no memory for it.
          chunks.push(Buffer.alloc(size, 1));
          bytes += size;
          return;
        }
        case 'descriptors':
          if (files < MOST_FILES) open();
          files++;
      }
    },
  };
}
