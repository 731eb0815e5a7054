// The live feed as the browser has it: a digest to begin with, rows after it, each taken once.

import { SERVICE } from 'service-under-test';
import type { DigestData } from '../../../lib/core/digest/data.ts';
import { createDigest, type Digest, fromJSON } from '../../../lib/core/digest/digest.ts';
import type { FeedRow } from '../../../lib/core/journal/feed-row.ts';
import type { Verdict } from '../../../lib/core/verdict/verdict.ts';
import { toDigestRules } from '../../../thresholds/digest-rules.ts';

export interface FeedEvents {
  /** Something new is in the digest, or there is a verdict. */
  changed(): void;
  /** False from the moment the feed is lost until it is back. */
  connected(is: boolean): void;
}

export interface Feed {
  digest(): DigestData;
  verdict(): Verdict | null;
}

/** How long after a refusal to knock again: browsers do that by themselves only where the connection was lost, not refused. */
const REFUSED_RETRY_MS = 3000;

const RULES = toDigestRules(SERVICE);

/** The feed has gone over to a run of another service, for which the page was not made: it is fetched anew. */
function reloadWhereOther(service: string | undefined): void {
  if (service !== undefined && service !== SERVICE.id) location.reload();
}

/** Follows the feed at `url` for as long as the page is open. */
export function followFeed(url: string, events: FeedEvents): Feed {
  let digest: Digest = createDigest(RULES);
  let verdict: Verdict | null = null;
  let seen = { generation: '', line: -1 };

  /** True where an event with this id brings something new: its lines come after those that were taken in. */
  const take = (id: string): boolean => {
    const [, generation = '', line = ''] = /^(.*)-(\d+)$/.exec(id) ?? [];
    if (generation === seen.generation && Number(line) <= seen.line) return false;
    seen = { generation, line: Number(line) };
    return true;
  };

  const open = () => {
    const source = new EventSource(url);
    const on = (type: string, react: (message: MessageEvent<string>) => void) =>
      source.addEventListener(type, (message) => {
        react(message);
        events.changed();
      });
    source.addEventListener('open', () => events.connected(true));
    source.addEventListener('error', () => {
      events.connected(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, REFUSED_RETRY_MS);
    });
    on('digest', ({ data, lastEventId }) => {
      const told = JSON.parse(data) as DigestData;
      reloadWhereOther(told.run?.service);
      digest = fromJSON(told, RULES);
      // Another run, or the same one from its beginning: what it came to is sent after it.
      verdict = null;
      seen = { generation: '', line: -1 };
      take(lastEventId);
    });
    on('rows', ({ data, lastEventId }) => {
      if (!take(lastEventId)) return;
      for (const row of JSON.parse(data) as FeedRow[]) {
        if (row.type === 'run.started') reloadWhereOther(row.service);
        digest.add(row);
      }
    });
    on('verdict', ({ data }) => {
      verdict = JSON.parse(data) as Verdict;
    });
  };
  open();
  return { digest: () => digest.toJSON(), verdict: () => verdict };
}
