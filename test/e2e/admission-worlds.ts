// The worlds of the alerts on admission, and those that are easily got wrong.
import { ADMISSION_JOB } from '../../lib/core/monitoring/rollout-series.ts';
import { type AlertCase, type Stretch, toCase } from './alert-cases.ts';
import { type AlertWorld, at, type Motion, up, type World } from './alert-worlds.ts';

const OWN = `job="${ADMISSION_JOB}"`;
const isUp = (value: number): World => ({ [`up{${OWN}}`]: at(value) });
const broken = (motion: Motion, environment = 'prod'): World => ({
  [`rollout_admission_break_glass_total{${OWN},environment="${environment}"}`]: motion,
});
const answered = (outcome: string, reason: string, perMin: number): World => ({
  [`rollout_admission_answers_total{${OWN},environment="prod",outcome="${outcome}",reason="${reason}"}`]:
    up(perMin),
});
const failed = (error: string, name: string, perMin: number): World => ({
  [`apiserver_admission_webhook_rejection_count{error_type="${error}",name="${name}",operation="CREATE",rejection_code="0",type="validating"}`]:
    up(perMin),
});
const HOOK = 'prod.aurora-admission.aurora-gate.dev';
const DAY_SEC = 86_400;
/** The clock of promtool begins at 0. */
const ends = (sec: number): World => ({
  [`rollout_admission_certificate_end_timestamp_seconds{${OWN},instance="a"}`]: at(sec),
});

export const ADMISSION_WORLDS: readonly AlertWorld[] = [
  { alert: 'AdmissionDown', bad: isUp(0), good: isUp(1), holdMin: 3, recoverMin: 3, kind: 'missing' },
  {
    alert: 'AdmissionCallsFail',
    labels: { name: HOOK },
    bad: failed('calling_webhook_error', HOOK, 1),
    good: failed('calling_webhook_error', HOOK, 0),
    holdMin: 5,
    recoverMin: 12,
  },
  {
    alert: 'AdmissionBreakGlass',
    labels: { environment: 'prod' },
    bad: broken(up(1)),
    good: broken(up(0)),
    holdMin: 3,
    recoverMin: 62,
  },
  {
    alert: 'AdmissionRefusals',
    labels: { environment: 'prod', reason: 'unsigned' },
    bad: answered('refused', 'unsigned', 4),
    good: answered('refused', 'unsigned', 0.5),
    holdMin: 15,
    recoverMin: 16,
  },
  {
    alert: 'AdmissionCertificateEnds',
    bad: ends(20 * DAY_SEC),
    good: ends(60 * DAY_SEC),
    holdMin: 2,
    recoverMin: 2,
    kind: 'gauge',
  },
];

type Row = readonly [alert: string, what: string, stretches: readonly Stretch[], fires: boolean];
const ROWS: readonly Row[] = [
  [
    'AdmissionBreakGlass',
    'fires for one alone, half an hour ago',
    [
      { world: broken(up(0)), min: 5 },
      { world: broken(up(1)), min: 1 },
      { world: broken(up(0)), min: 30 },
    ],
    true,
  ],
  [
    'AdmissionBreakGlass',
    'is told of its environment alone',
    [{ world: { ...broken(up(0)), ...broken(up(1), 'staging') }, min: 5 }],
    true,
  ],
  [
    'AdmissionRefusals',
    'is silent for many that pass',
    [{ world: { ...answered('signed', '', 100), ...answered('refused', 'unsigned', 0) }, min: 20 }],
    false,
  ],
  [
    'AdmissionCallsFail',
    'is silent for what is refused by an answer',
    [{ world: failed('no_error', HOOK, 10), min: 8 }],
    false,
  ],
  [
    'AdmissionCallsFail',
    'is silent for the webhook of somebody else',
    [{ world: failed('calling_webhook_error', 'policy.example.com', 10), min: 8 }],
    false,
  ],
  ['AdmissionCertificateEnds', 'fires for one that has ended', [{ world: ends(-DAY_SEC), min: 2 }], true],
];
export const ADMISSION_ODDITIES: readonly AlertCase[] = ROWS.map(([alert, what, stretches, fires]) =>
  toCase({ alert }, what, stretches, fires),
);
