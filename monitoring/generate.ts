// Stands in for the generator, until it is there: rule files of a service by name.
import { stringify } from 'yaml';
import type { LoadedService } from '../lib/node/service/load-service.ts';

export interface GenerateOptions {
  /** Divides every period. */
  readonly timeScale?: number;
  /** Whether the alerts on the live feed are among the rules. */
  readonly feed?: boolean;
}

/** File name → text. */
export async function generateRules(
  { service }: LoadedService,
  { timeScale = 1 }: GenerateOptions,
): Promise<Readonly<Record<string, string>>> {
  const seconds = (sec: number) => `${Math.max(1, Math.round(sec / timeScale))}s`;
  return {
    [`${service.id}.rules.yml`]: stringify({
      groups: [
        {
          name: `${service.id}-recorded`,
          interval: seconds(15),
          rules: [{ record: 'aurora_gate:targets_up', expr: 'sum by (job) (up)' }],
        },
        {
          name: `${service.id}-alerts`,
          interval: seconds(15),
          rules: [
            {
              alert: 'AuroraGateTargetDown',
              expr: 'max by (job) (up == bool 0) > 0',
              for: seconds(60),
              labels: { severity: 'warning', service: service.id },
              annotations: { summary: 'A target does not answer: {{ $labels.job }}' },
            },
          ],
        },
      ],
    }),
  };
}
