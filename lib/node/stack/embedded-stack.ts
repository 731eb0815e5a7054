// The embedded service for the time of one piece of work: started for it, ended after it.

import { createCleanup } from '../process/cleanup.ts';
import type { LoadedService } from '../service/load-service.ts';
import { type ServiceOptions, startService, startUpstream } from './stack.ts';

/**
 * Lets `work` use an embedded service on a free port, and ends it whatever comes of that.
 * @throws OptionError where the service has no embedded stack, Error where a part does not start, and what `work` throws
 */
export async function withEmbeddedStack<T>(
  loaded: LoadedService,
  options: Pick<ServiceOptions, 'defects' | 'logFile' | 'env'>,
  work: (base: string) => Promise<T>,
): Promise<T> {
  const cleanup = createCleanup();
  try {
    const upstream = await startUpstream(loaded, options.logFile);
    if (upstream) cleanup.add(async () => void (await upstream.child.stop()));
    const service = await startService(loaded, { ...options, upstreamUrl: upstream?.url });
    cleanup.add(async () => void (await service.child.stop()));
    return await work(service.url);
  } finally {
    await cleanup.run();
  }
}
