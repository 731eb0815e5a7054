// The rules of admission: whether the cluster's question is answered, and what people must see of the answers.
import { ADMISSION_JOB } from '../../../lib/core/monitoring/rollout-series.ts';
import { type Clock, HOUR_SEC, MINUTE_SEC, toPeriod } from '../period.ts';
import type { AlertRule, RuleGroup } from '../rule.ts';

const OWN = `job="${ADMISSION_JOB}"`;
/** Long enough that nobody misses it, and short enough that the next one is told of again. */
const GLASS_SEC = HOUR_SEC;
const REFUSED_SEC = 15 * MINUTE_SEC;
/** So many in a quarter of an hour are no person who tries. */
const MANY_REFUSED = 20;
const CALLS_SEC = 10 * MINUTE_SEC;
/** A certificate is made for 90 days; three weeks are left to renew it. */
const RENEW_SEC = 21 * 24 * HOUR_SEC;

/** Without an admission server the first of them fires. */
export function listAdmissionAlerts(clock: Clock): readonly AlertRule[] {
  const rise = (series: string, by: string, sec: number) =>
    `sum by (${by}) (increase(${series}[${toPeriod(sec, clock)}]))`;
  return [
    {
      alert: 'AdmissionDown',
      expr: `up{${OWN}} == 0 or absent(up{${OWN}})`,
      forSec: MINUTE_SEC,
      severity: 'critical',
      meaning: 'The admission server was not read for a minute, or is not scraped at all.',
      summary: 'The admission server does not answer: the cluster takes no new manifest',
      action: 'page: see its pod, its certificate and its disk; what runs goes on',
    },
    {
      alert: 'AdmissionCallsFail',
      expr: `${rise('apiserver_admission_webhook_rejection_count{error_type="calling_webhook_error",name=~".+[.]aurora-gate[.]dev"}', 'name', CALLS_SEC)} > 0`,
      forSec: MINUTE_SEC,
      severity: 'critical',
      meaning:
        'The API server refused something because it did not get an answer: the server is away, too slow, or its certificate is not taken.',
      summary: 'The API server gets no answer from {{ $labels.name }}: the cluster takes no new manifest',
      action: 'page: compare the authority of the webhook with the certificate, then see network and load',
    },
    {
      alert: 'AdmissionBreakGlass',
      expr: `${rise(`rollout_admission_break_glass_total{${OWN}}`, 'environment', GLASS_SEC)} > 0`,
      forSec: 0,
      severity: 'critical',
      meaning:
        'Within the last hour a person passed over signature or gate, and the cluster took the manifest.',
      summary: 'A break-glass was used in {{ $labels.environment }}',
      action: 'find out who, and why: the evidence log of the admission server has it, signed',
    },
    {
      alert: 'AdmissionRefusals',
      expr: `${rise(`rollout_admission_answers_total{${OWN},outcome="refused"}`, 'environment, reason', REFUSED_SEC)} > ${MANY_REFUSED}`,
      forSec: 0,
      severity: 'warning',
      meaning: `More than ${MANY_REFUSED} manifests were refused within 15 min, for the same reason.`,
      summary:
        '{{ $value | humanize }} manifests were refused in {{ $labels.environment }} ({{ $labels.reason }})',
      action:
        'see in the log of the admission server who asks for what: a tool that tries again, or somebody',
    },
    {
      alert: 'AdmissionCertificateEnds',
      expr: `min by (instance) (rollout_admission_certificate_end_timestamp_seconds{${OWN}}) - time() < ${RENEW_SEC}`,
      forSec: 0,
      severity: 'warning',
      meaning:
        'The certificate of the admission server ends within 21 days; after that the cluster takes nothing.',
      summary: 'The certificate of the admission server ends in {{ $value | humanizeDuration }}',
      action:
        'renew it: npm run rollout -- admission-certificate, then apply the Secret; no restart is needed',
    },
  ];
}

/** They are in a file of their own, since a rollout may do without admission. */
export const toAdmissionGroup = (clock: Clock): RuleGroup => ({
  name: ADMISSION_JOB,
  rules: listAdmissionAlerts(clock),
});
