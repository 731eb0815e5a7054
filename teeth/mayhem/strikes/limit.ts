// A process gets no more than it has.
import { readFile } from 'node:fs/promises';
import { runProgram } from '../../../lib/node/process/run-program.ts';
import type { Strike } from '../faults/fault.ts';

/** What it takes to answer a call is not more. */
const MORE_BYTES = 65_536;

/** Bounds what a process may take from now on: its memory by what it has, its file descriptors by none beyond those that are open. */
export async function runShort(pid: number, of: Extract<Strike, { kind: 'limit' }>['of']): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const bytes = Number(/^VmSize:\s+(\d+) kB/m.exec(status)?.[1]) * 1024 + MORE_BYTES;
  const bound = of === 'memory' ? `--as=${bytes}:${bytes}` : '--nofile=1:1';
  const { code, output } = await runProgram('prlimit', ['--pid', String(pid), bound]);
  if (code !== 0) throw new Error(`prlimit ${bound}: ${output.trim()}`);
}
