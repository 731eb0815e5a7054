// How a program of ours says that it is ready: with the first line it prints.
import { createInterface } from 'node:readline';
import type { Child, ChildEnd } from './child.ts';

/** The line; or how the child ended before it said one; or that neither came in time. */
export type FirstLine = { readonly line: string } | { readonly ended: ChildEnd } | { readonly late: true };

/**
 * Waits for the first line on the stdout of a child, which must be piped. What it prints later is read and dropped.
 * @throws Error where the child has no stdout of its own
 */
export async function readFirstLine(child: Child, deadlineMs: number): Promise<FirstLine> {
  const { stdout } = child.process;
  if (!stdout) throw new Error('the stdout of the child is not piped');
  const lines = createInterface({ input: stdout });
  let timer: NodeJS.Timeout | undefined;
  return Promise.race([
    new Promise<FirstLine>((resolve) => lines.once('line', (line) => resolve({ line }))),
    child.ended.then((ended) => ({ ended })),
    new Promise<FirstLine>((resolve) => {
      timer = setTimeout(() => resolve({ late: true }), deadlineMs);
    }),
  ]).finally(() => clearTimeout(timer));
}
