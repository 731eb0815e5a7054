// The machine's clock, as JavaScript sees it, is set in the middle of a run: the clock itself is everybody's.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTool } from '../../../lib/node/build/tools.ts';

/** Sets it at the moment that the file names. */
const STEP_NODE = `
import { readFileSync } from 'node:fs';
const Real = Date;
let atMs = Number.POSITIVE_INFINITY;
setInterval(() => { try { atMs = Number(readFileSync(process.env.CLOCK_STEP_FILE, 'utf8')) || atMs; } catch {} }, 100).unref();
const now = () => Real.now() + (Real.now() >= atMs ? Number(process.env.CLOCK_STEP_MS) : 0);
globalThis.Date = class extends Real {
  constructor(...given) { if (given.length === 0) super(now()); else super(...given); }
  static now() { return now(); }
};
`;
const STEP_K6 =
  'const realNow = Date.now; Date.now = () => realNow() + (realNow() >= Number(__ENV.CLOCK_STEP_AT_MS) ? Number(__ENV.CLOCK_STEP_MS) : 0);';

export interface ClockStep {
  /** Takes the files that this needs. */
  readonly dir: string;
  readonly stepMs: number;
  /** Seconds after the start of k6. */
  readonly afterSec: number;
}

/** What a run is started with, so that k6's script and every process of Node see the clock set. */
export async function prepareClock({ dir, stepMs, afterSec }: ClockStep) {
  const k6 = await ensureTool('k6');
  const [wrapper, shim, file] = ['stepping-k6.sh', 'step.mjs', 'step-at'].map((name) =>
    join(dir, `${stepMs}-${name}`),
  ) as [string, string, string];
  await writeFile(shim, STEP_NODE);
  const script = `#!/bin/sh
[ "$1" = run ] || exec '${k6}' "$@"
for bundle; do :; done
stepping="$(dirname "$bundle")/stepping-$$.js"
trap 'rm -f "$stepping"' EXIT
{ echo '${STEP_K6}'; cat "$bundle"; } > "$stepping"
CLOCK_STEP_AT_MS=$(( $(date +%s) * 1000 + ${Math.round(afterSec * 1000)} ))
CLOCK_STEP_MS=${stepMs}
export CLOCK_STEP_AT_MS CLOCK_STEP_MS
echo "$CLOCK_STEP_AT_MS" > '${file}'
'${k6}' run --quiet --no-color "$5" "$6" "$7" "$stepping"
`;
  await writeFile(wrapper, script, { mode: 0o755 });
  return {
    env: {
      K6_BIN: wrapper,
      NODE_OPTIONS: `--import=${shim}`,
      CLOCK_STEP_FILE: file,
      CLOCK_STEP_MS: String(stepMs),
    },
  };
}
