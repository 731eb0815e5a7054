// The page: of a finished run with its data inside, or of a running one out of the feed.
import { toDone } from '../../../lib/core/digest/done.ts';
import type { ReportData } from '../../../lib/core/digest/report-data.ts';
import { element, fill, find } from '../element.ts';
import { followAddress } from '../links.ts';
import { unfoldOnPaper } from '../paper.ts';
import { toTime } from '../words.ts';
import { showChaos } from './chaos.ts';
import { createCharts } from './charts.ts';
import { showFailures } from './failures.ts';
import { followFeed } from './feed.ts';
import { showGates } from './gates.ts';
import { showLoad } from './load.ts';
import type { Model } from './model.ts';
import { showNotes, showProgress, showReproduce, showSubject } from './run.ts';
import { showVerdict } from './verdict.ts';

/** How often a running page is drawn, at most. */
const DRAW_EVERY_MS = 1000;

const showCharts = createCharts();

function show(model: Model): void {
  const { digest, verdict, report } = model;
  const what = verdict ? verdict.outcome.toUpperCase() : 'running';
  document.title = `${what} · ${report?.name ?? digest.run?.profile ?? ''} · Aurora Gate`;
  showSubject(model);
  showVerdict(model);
  showProgress(model);
  showCharts(digest);
  showGates(model);
  showChaos(model);
  showLoad(model);
  showFailures(model);
  showNotes(model);
  showReproduce(model);
  showJumps();
  followAddress();
}

const PARTS = [
  ['charts', 'Charts'],
  ['gates', 'Gates'],
  ['chaos', 'Chaos'],
  ['groups', 'Load and latency'],
  ['samples', 'Failing samples'],
  ['notes', 'Notes'],
  ['reproduce', 'Play it again'],
] as const;

/** Links to the parts that the page has. */
const showJumps = () =>
  fill(
    find('jump'),
    PARTS.filter(([id]) => !find(id).hidden),
    (parts) => parts.map(([id, title]) => element('a', { href: `#${id}` }, title)),
  );

function watch(): void {
  let lostSec: number | null = null;
  let due = false;
  const showBanner = () =>
    fill(find('banner'), { sec: lostSec, over: feed.verdict() !== null }, ({ sec, over }) => {
      if (sec === null) return [];
      if (over) return ['The run is over and its feed has ended; report.html in its folder has all of this.'];
      return [
        `No connection to the feed since ${toTime(sec)} UTC. The page reconnects by itself, and no data is lost.`,
      ];
    });
  const draw = () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      // A page that nobody looks at costs nothing; it is drawn when it is looked at again.
      if (!document.hidden) show({ digest: toDone(feed.digest()), verdict: feed.verdict(), report: null });
    }, DRAW_EVERY_MS);
  };
  const feed = followFeed('sse', {
    changed: draw,
    connected(is) {
      lostSec = is ? null : (lostSec ?? Date.now() / 1000);
      showBanner();
    },
  });
  document.addEventListener('visibilitychange', draw);
  showBanner();
  show({ digest: toDone(feed.digest()), verdict: null, report: null });
}

addEventListener('hashchange', followAddress);

const inside = find('run').textContent?.trim() ?? '';
if (inside === '') watch();
else {
  const report = JSON.parse(inside) as ReportData;
  show({ digest: toDone(report.digest), verdict: report.summary.verdict, report });
}
unfoldOnPaper();
