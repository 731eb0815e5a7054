// Who is asked about a canary, by the options.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { parsePrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { loadPart, loadService } from '../../lib/node/service/load-service.ts';
import { withComparisons } from '../measure/comparisons.ts';
import type { Sources } from '../measure/measure.ts';
import type { Chosen } from './choose-policy.ts';
import type { ActionContext } from './context.ts';

/** @throws OptionError where the service shows nothing of itself that could be compared */
export async function toSources(
  { options, stop }: ActionContext,
  { environment }: Pick<Chosen, 'environment'>,
): Promise<Sources> {
  const name = options.text('GATE_SERVICE');
  const monitored = await loadPart<Monitored>(await loadService(name), 'monitoring.ts', 'MONITORED');
  if (monitored === undefined || monitored.slos.length === 0)
    throw new OptionError(
      `GATE_SERVICE=${name} has no monitoring.ts with SLOs: nothing says which of its events are bad`,
    );
  const proberUrl = options.text('PROBER_URL');
  return {
    monitored: withComparisons(monitored),
    prometheus: parsePrometheusTarget({
      PROMETHEUS_URL: options.text('PROMETHEUS_URL'),
      PROMETHEUS_TOKEN: options.text('PROMETHEUS_TOKEN'),
    }),
    prober:
      proberUrl === ''
        ? undefined
        : {
            name: 'Prober',
            url: proberUrl,
            urlEnv: 'PROBER_URL',
            token: options.text('PROBER_TOKEN'),
            tokenEnv: 'PROBER_TOKEN',
            stop,
          },
    gate: options.text('ROLLOUT_GATE'),
    inFlight: options.text('ROLLOUT_IN_FLIGHT'),
    hashLabel: options.text('ROLLOUT_HASH_LABEL'),
    environment,
  };
}
