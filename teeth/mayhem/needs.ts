// What some faults take beyond an ordinary user's rights, and whether it is there.
import { runProgram } from '../../lib/node/process/run-program.ts';
import type { Need } from './faults/fault.ts';

/** What is not there. */
export async function findMissing(): Promise<ReadonlySet<Need>> {
  const missing = new Set<Need>();
  if (process.getuid?.() !== 0) missing.add('root');
  const prlimit = await runProgram('prlimit', ['--version']).catch(() => undefined);
  if (prlimit?.code !== 0) missing.add('prlimit');
  return missing;
}
