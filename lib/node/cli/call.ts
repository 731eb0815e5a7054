// How we were called, so that what we print can be typed.
import { basename } from 'node:path';

/** Whether it was by the program of the package, as `npx aurora-gate soak`, and not by `npm run soak`. */
const BY_NAME = /^aurora-gate(\.mjs)?$/.test(basename(process.argv[1] ?? ''));

/** What stands before a command. */
export const CALLED = BY_NAME ? 'npx aurora-gate' : 'npm run';

/** A command line that can be typed. @param words options and further words */
export const toCall = (command: string, words: readonly string[] = []): string =>
  [CALLED, command, ...(BY_NAME || words.length === 0 ? [] : ['--']), ...words].join(' ');
