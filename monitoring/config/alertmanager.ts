// The configuration of Alertmanager: what goes together, what outranks what, and who is told.
import { stringify } from 'yaml';
import { type Clock, HOUR_SEC, MINUTE_SEC, toPeriod } from '../rules/period.ts';
import { SEVERITIES } from '../rules/rule.ts';

const [CRITICAL, WARNING, INFO] = SEVERITIES;

/** Who is told of nothing: alerts are seen in Alertmanager itself. */
const NOBODY = 'nobody';

/**
 * The text of alertmanager.yml.
 * @param webhookUrl where alerts are sent; '' sends them nowhere, which is what is committed: an address is a secret of its owner
 */
export function toAlertmanagerFile(head: readonly string[], webhookUrl: string, clock: Clock): string {
  const receiver = webhookUrl === '' ? NOBODY : 'webhook';
  const yaml = {
    route: {
      receiver,
      group_by: ['alertname', 'service'],
      group_wait: toPeriod(30, clock),
      group_interval: toPeriod(5 * MINUTE_SEC, clock),
      repeat_interval: toPeriod(4 * HOUR_SEC, clock),
      routes: [
        { matchers: [`severity="${INFO}"`], receiver: NOBODY },
        // Somebody is paged: what else comes within half a minute is not worth the wait.
        { matchers: [`severity="${CRITICAL}"`], receiver, group_wait: toPeriod(10, clock) },
      ],
    },
    // A budget that burns fast also burns slowly. Labels that both lack are equal too, hence the first line.
    inhibit_rules: [
      {
        source_matchers: ['slo!=""', `severity="${CRITICAL}"`],
        target_matchers: ['slo!=""', `severity="${WARNING}"`],
        equal: ['service', 'slo'],
      },
    ],
    receivers: [
      { name: NOBODY },
      ...(webhookUrl === ''
        ? []
        : [{ name: receiver, webhook_configs: [{ url: webhookUrl, send_resolved: true }] }]),
    ],
  };
  return `${head.map((line) => `# ${line}\n`).join('')}${stringify(yaml, { lineWidth: 0 })}`;
}
