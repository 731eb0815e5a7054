// From a cause to whoever is told: every alert of the generated rules by real servers, with every period a sixtieth as long.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_SERVICE } from '../../lib/core/plan/run-options.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { createCleanup } from '../../lib/node/process/cleanup.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { loadService } from '../../lib/node/service/load-service.ts';
import { generateRules, loadRuleSource, RULES_PAGE_PATH } from '../../monitoring/generate.ts';
import { toFeedGroup } from '../../monitoring/rules/feed.ts';
import { listRolloutRules, listRules } from '../../monitoring/rules/list-rules.ts';
import { MAX_TIME_SCALE, toClock } from '../../monitoring/rules/period.ts';
import { type AlertRule, isAlert } from '../../monitoring/rules/rule.ts';
import { replaceTables } from '../../monitoring/rules-page.ts';
import { listTargets } from '../../monitoring/servers/configuration.ts';
import { startLocal } from '../../monitoring/servers/start-local.ts';
import { loadTeeth } from '../../teeth/matrix.ts';
import type { Around } from './around.ts';
import { type Measured, measureCause, type Patience } from './cause.ts';
import { playFeedCauses } from './feed-causes.ts';
import { playProbeCauses } from './probe-causes.ts';
import { playRolloutCauses } from './rollout-causes.ts';
import { playServiceCauses } from './service-causes.ts';
import { playSoakCauses } from './soak-causes.ts';
import { listFaults, toAlertTable } from './table.ts';
import { startWebhook, watchUntold } from './told.ts';

const CLOCK = toClock(MAX_TIME_SCALE);
/** The longest way takes a minute, on a machine that is not busy. */
const PATIENCE: Patience = { toldMs: 120_000, overMs: 150_000 };

/** The markers of the table in docs/monitoring-rules.md. */
export const MEASURED = {
  begin: '<!-- measured: npm run bench -- --alerts --write -->',
  end: '<!-- end of measured -->',
};

/** Every alert of a service, of the live feed and of rollouts, in the order of the page. */
export async function listAlertRules(): Promise<readonly AlertRule[]> {
  const source = await loadRuleSource(await loadService(DEFAULT_SERVICE));
  const { alerts } = listRolloutRules(source, CLOCK);
  return [...listRules(source, CLOCK).alerts, toFeedGroup(CLOCK), ...alerts].flatMap(({ rules }) =>
    rules.filter(isAlert),
  );
}

/**
 * Measures every alert, and prints the table.
 * @param dir a folder of ours
 * @param write renews the table of docs/monitoring-rules.md too
 * @throws Error that names each alert that was not told; what the servers and causes throw
 */
export async function measureAlerts(
  dir: string,
  write: boolean,
  print: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const loaded = await loadService(DEFAULT_SERVICE);
  const rules = await listAlertRules();
  const cleanup = createCleanup();
  const rows: Measured[] = [];
  const teeth = await loadTeeth(loaded);
  const parts: Promise<void>[] = [];
  const over = new AbortController();
  const ending = AbortSignal.any([stop, over.signal]);
  try {
    const webhook = await startWebhook();
    cleanup.add(webhook.close);
    const [servicePort, feedPort] = [await findFreePort(), await findFreePort()];
    const configuration = {
      service: loaded.service.id,
      timeScale: CLOCK.timeScale,
      feed: true,
      prometheusPort: await findFreePort(),
      alertmanagerPort: await findFreePort(),
      targets: await listTargets(loaded, `127.0.0.1:${servicePort}`, `127.0.0.1:${feedPort}`),
      webhookUrl: webhook.url,
    };
    const files = await generateRules(loaded, { timeScale: CLOCK.timeScale, feed: true, rollout: true });
    const start = { configuration, rules: files, dir, dataDir: join(dir, 'data'), cleanup, stop };
    const servers = await startLocal(start);
    servers.broken.catch(() => {});
    const untold = watchUntold(servers.alertmanager, over.signal);
    const around: Around = {
      dir,
      prometheusUrl: servers.prometheus.url,
      servicePort,
      feedPort,
      cleanup,
      stop,
      measure: async (cause) => {
        ending.throwIfAborted();
        const listTold = () => {
          ending.throwIfAborted();
          return [...webhook.told, ...untold.told];
        };
        const found = await measureCause(cause, listTold, PATIENCE);
        ending.throwIfAborted();
        rows.push(...found);
        for (const { labels, toldMs, overMs } of found)
          print(`  ${Object.values(labels).join(' ')}: told after ${toldMs} ms, over after ${overMs} ms`);
      },
    };
    const ofService = playServiceCauses(around, loaded);
    parts.push(
      ofService,
      playRolloutCauses(around, ofService),
      playSoakCauses(around, loaded, teeth),
      playProbeCauses(around),
      playFeedCauses(around),
    );
    await Promise.race([servers.broken, Promise.all(parts)]);
  } finally {
    // What is under way heals and ends before the servers and the folder go.
    over.abort();
    await Promise.allSettled(parts);
    await cleanup.run();
  }
  const table = toAlertTable(rules, rows, CLOCK);
  print(`\n${table}\n`);
  const faults = listFaults(rules, rows);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  if (!write) return;
  const page = repoPath(RULES_PAGE_PATH);
  await writeFile(page, replaceTables(await readFile(page, 'utf8'), table, MEASURED));
}
