// The embedded service for the time of one piece of work: started for it, ended after it.
import { createCleanup } from './cleanup.ts';
import { startBff, startUpstream } from './stack.ts';

export interface EmbeddedStack {
  /** As in docs/add-a-defect.md, '' for none. */
  readonly defects: string;
  /** Takes what the processes say. */
  readonly logFile: string;
  /** Opens the ops routes of the service. */
  readonly adminKey?: string;
}

/**
 * Lets `work` use an embedded service on a free port, and ends it whatever comes of that.
 * @throws Error where a part does not start, and what `work` throws
 */
export async function withEmbeddedStack<T>(
  { defects, logFile, adminKey }: EmbeddedStack,
  work: (base: string) => Promise<T>,
): Promise<T> {
  const cleanup = createCleanup();
  try {
    const upstream = await startUpstream(logFile);
    cleanup.add(async () => void (await upstream.child.stop()));
    const bff = await startBff(upstream.url, defects, logFile, 0, adminKey);
    cleanup.add(async () => void (await bff.child.stop()));
    return await work(bff.url);
  } finally {
    await cleanup.run();
  }
}
