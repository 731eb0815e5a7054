// The alerts on the live feed itself.
import { type Clock, MINUTE_SEC, toPeriod } from './period.ts';
import type { AlertRule, RuleGroup } from './rule.ts';

/** The scrape job of the feed. */
export const FEED_JOB = 'aurora-live';

const OWN = `job="${FEED_JOB}"`;

const toLinesAlert = (
  kind: 'malformed' | 'oversized',
  what: string,
  action: string,
  window: string,
): AlertRule => ({
  alert: kind === 'malformed' ? 'AuroraLiveMalformedLines' : 'AuroraLiveOversizedLines',
  expr: `rate(aurora_live_lines_total{${OWN},kind="${kind}"}[${window}]) * 60 > 1`,
  forSec: 2 * MINUTE_SEC,
  severity: 'critical',
  meaning: `More than one line a minute of the journal ${what}, for 2 min.`,
  summary: `More than one line a minute of the journal ${what}`,
  action,
});

/** The counters of the feed are there from its start on, so a rate sees their first event. */
const RATE_SEC = 5 * MINUTE_SEC;

/** The alerts on a feed that is scraped as `FEED_JOB`. Without one the first of them fires. */
export function listFeedAlerts(clock: Clock): readonly AlertRule[] {
  const window = toPeriod(RATE_SEC, clock);
  return [
    {
      alert: 'AuroraLiveDown',
      expr: `up{${OWN}} == 0 or absent(up{${OWN}})`,
      forSec: MINUTE_SEC,
      severity: 'critical',
      meaning: 'The feed was not read for a minute, or is not scraped at all.',
      summary: 'The live feed does not answer',
      action: 'systemctl status aurora-live; the soak itself does not need it',
    },
    {
      alert: 'AuroraLiveJournalGone',
      expr: `aurora_live_journal_present{${OWN}} == 0`,
      forSec: 5 * MINUTE_SEC,
      severity: 'warning',
      meaning: 'For 5 min there is no journal where the feed looks for one.',
      summary: 'There is no journal where the feed looks for one',
      action: 'look at run and problem in /health; is OUTPUT_DIR that of the soak?',
    },
    {
      alert: 'AuroraLiveNobodyWatches',
      expr: `aurora_live_clients{${OWN}} == 0`,
      forSec: 5 * MINUTE_SEC,
      severity: 'info',
      meaning: 'For 5 min nobody has read the feed.',
      summary: 'Nobody reads the live feed',
      action: 'nothing, if nobody should; else open the page, and see what the browser says',
    },
    toLinesAlert(
      'malformed',
      'is no row',
      'a second writer, or a disk that loses writes; the run will be inconclusive',
      window,
    ),
    toLinesAlert(
      'oversized',
      'is over 1 MiB',
      'no row of ours is so long; see what else writes to events.ndjson',
      window,
    ),
    {
      alert: 'AuroraLiveReadersDropped',
      expr: `sum without (reason) (rate(aurora_live_dropped_total{${OWN},reason=~"slow|stalled"}[${window}])) * 60 > 5`,
      forSec: 5 * MINUTE_SEC,
      severity: 'warning',
      meaning: 'More than five readers a minute are dropped because they do not keep up, for 5 min.',
      summary: 'More than five readers a minute are dropped because they do not keep up',
      action: 'their network, or the machine of the feed; they come back by themselves and lose nothing',
    },
  ];
}

export const toFeedGroup = (clock: Clock): RuleGroup => ({ name: FEED_JOB, rules: listFeedAlerts(clock) });
