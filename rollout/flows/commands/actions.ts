// The actions by name.
import { runAvailability } from './availability.ts';
import { runCompile } from './compile.ts';
import type { Action } from './context.ts';
import { runLint } from './lint.ts';
import type { ActionName } from './options.ts';
import { runRecord } from './record.ts';
import { runReplay } from './replay.ts';
import { runOnce } from './run.ts';
import { runServe } from './serve.ts';

/** What runs each. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  lint: runLint,
  run: runOnce,
  record: runRecord,
  replay: runReplay,
  serve: runServe,
  compile: runCompile,
  availability: runAvailability,
};
