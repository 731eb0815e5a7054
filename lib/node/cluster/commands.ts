// The actions of `npm run cluster`.

import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { type OptionReading, readOptions } from '../../core/options/read-options.ts';
import { showWhile } from '../cli/spinner.ts';
import { sayOnStderr, sayOnStdout } from '../cli/terminal/say-line.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { loadService } from '../service/load-service.ts';
import { findLocalAccess, toClusterDir } from './access.ts';
import { openKubeApi } from './kube-api.ts';
import { giveK6Operator } from './local/k6-operator/k6-operator.ts';
import { startCluster, stopCluster } from './local/local-cluster.ts';
import { giveSuiteImage } from './local/suite-image.ts';
import { CLUSTER, type ClusterAction } from './options.ts';
import { printStatus } from './status.ts';

/** @returns the exit code */
export const CLUSTER_COMMANDS: Readonly<
  Record<ClusterAction, (values: OptionValues, stop: AbortSignal) => Promise<number>>
> = {
  async up(values, stop) {
    const options = readOptions(CLUSTER.options, values);
    refuseKubeconfig(options, 'up');
    const dir = toClusterDir(options);
    const services = [await loadService(options.text('GATE_SERVICE'))];
    const start = () => startCluster({ dir, services, stop, say: sayOnStderr });
    const cluster = await showWhile('starting the cluster', start);
    if (options.isOn('CLUSTER_SUITE_IMAGE')) {
      const image = await showWhile('making the image of the suite', () => giveSuiteImage(cluster));
      sayOnStderr(`its pods may run ${image}`);
    }
    if (options.isOn('CLUSTER_K6_OPERATOR')) {
      const image = await showWhile('starting k6-operator', () => startK6Operator(dir));
      sayOnStderr(`its fleets may run ${image}`);
    }
    sayOnStdout(`up    ${dir}`);
    sayOnStdout('`npm run cluster -- down` ends it.');
    return 0;
  },
  async down(values) {
    const options = readOptions(CLUSTER.options, values);
    refuseKubeconfig(options, 'down');
    const dir = toClusterDir(options);
    const ran = await showWhile('ending the cluster', () => stopCluster(dir));
    sayOnStdout(ran ? 'down' : `no cluster ran in ${dir}`);
    return 0;
  },
  status: (values) => printStatus(readOptions(CLUSTER.options, values)),
};

/** @returns the image of runners */
async function startK6Operator(dir: string): Promise<string> {
  const access = await findLocalAccess(dir);
  return withTemporaryDir('cluster', async (work) => {
    const api = await openKubeApi(access, work);
    return giveK6Operator(access.local, access, api).finally(() => api.close());
  });
}

/** @throws OptionError where a cluster of the user's own is named: we start and end ours alone */
function refuseKubeconfig({ text }: OptionReading, action: string): void {
  if (text('CLUSTER_KUBECONFIG') !== '')
    throw new OptionError(
      `${action} starts or ends the cluster of this machine alone; leave CLUSTER_KUBECONFIG out (--kubeconfig), or use status`,
    );
}
