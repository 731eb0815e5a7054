// The live feed of a run that is over, until somebody has seen enough of it.
import { once } from 'node:events';
import type { LiveFeed } from './start-live.ts';

export interface KeptFeed {
  /** The run leaves this feed to us. */
  keep(feed: LiveFeed): void;
  /** Lets it go on until `stop`, or until it ends by itself; at once where there is none. */
  stay(stop: AbortSignal, say: (sentence: string) => void): Promise<void>;
  /** Ends it, whatever became of the run. */
  end(): Promise<void>;
}

/** No feed as yet. */
export function createKeptFeed(): KeptFeed {
  let kept: LiveFeed | undefined;
  return {
    keep(feed) {
      kept = feed;
    },
    async stay(stop, say) {
      if (!kept || stop.aborted) return;
      say(`the feed stays on at ${kept.url} until Ctrl-C`);
      const asked = once(stop, 'abort').then(() => undefined);
      const ended = await Promise.race([asked, kept.child.ended]);
      if (ended) say('the feed has ended; report.html in the folder of the run has all of it');
    },
    async end() {
      await kept?.child.stop();
    },
  };
}
