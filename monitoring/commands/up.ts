// Prometheus and Alertmanager on this machine, until they are told to stop.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { showWhile } from '../../lib/node/cli/spinner.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { createCleanup } from '../../lib/node/process/cleanup.ts';
import { findFreePort, isFree } from '../../lib/node/process/ports.ts';
import { loadService } from '../../lib/node/service/load-service.ts';
import { listRuleFiles, listTargets } from '../servers/configuration.ts';
import { startLocal } from '../servers/start-local.ts';
import { type Action, type ActionContext, refuseWord } from './context.ts';

/** Starts both servers, prints their addresses, and keeps them up until Ctrl-C. */
export const runUp: Action = async (context) => {
  refuseWord(context, 'up');
  const { options } = context;
  const prometheusPort = await choosePort(context, 'MONITORING_PROMETHEUS_PORT', '--prometheus-port');
  const alertmanagerPort = await choosePort(context, 'MONITORING_ALERTMANAGER_PORT', '--alertmanager-port');
  const loaded = await loadService(options.text('GATE_SERVICE'));
  const timeScale = options.number('MONITORING_TIME_SCALE');
  const targets = await listTargets(
    loaded,
    options.text('MONITORING_TARGET'),
    options.text('MONITORING_LIVE_TARGET'),
  );
  const configuration = {
    service: options.text('GATE_SERVICE'),
    timeScale,
    feed: options.text('MONITORING_LIVE_TARGET') !== '',
    prometheusPort,
    alertmanagerPort,
    targets,
    webhookUrl: options.text('MONITORING_WEBHOOK_URL'),
  };
  const rules = await listRuleFiles(loaded, configuration);
  await withTemporaryDir('monitoring', async (dir) => {
    const dataDir = await chooseDataDir(context, dir);
    const cleanup = createCleanup();
    try {
      const start = { configuration, rules, dir, dataDir, cleanup, stop: context.stop };
      const servers = await showWhile('starting Alertmanager and Prometheus', () => startLocal(start));
      servers.broken.catch(() => {});
      context.say(`Prometheus    ${servers.prometheus.url}`);
      context.say(`Alertmanager  ${servers.alertmanager.url}`);
      for (const [job, address] of Object.entries(targets))
        context.say(`scraped       ${job} at http://${address}/metrics`);
      context.say('Ctrl-C stops them.');
      if (!context.stop.aborted) await Promise.race([once(context.stop, 'abort'), servers.broken]);
    } finally {
      await cleanup.run();
    }
  });
  return 0;
};

/** @throws OptionError where the port is taken */
async function choosePort({ options }: ActionContext, env: string, flag: string): Promise<number> {
  const port = options.number(env);
  if (port === 0) return findFreePort();
  if (await isFree('127.0.0.1', port)) return port;
  throw new OptionError(`${env}=${port} is taken; end what listens there, or give another with ${flag}`);
}

/** @throws OptionError where it cannot be made */
async function chooseDataDir({ options }: ActionContext, dir: string): Promise<string> {
  const given = options.text('MONITORING_DATA_DIR');
  const dataDir = given === '' ? join(dir, 'data') : resolve(given);
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new OptionError(
      `MONITORING_DATA_DIR=${given} cannot be made (${error.message}); give a folder that can`,
    );
  });
  return dataDir;
}
