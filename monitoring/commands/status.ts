// What is going on, as a person asks it in the night.
import { toColumns } from '../../lib/core/text/columns.ts';
import { readSentAlerts, readSilences, type Silence } from '../../lib/node/prometheus/alertmanager.ts';
import { toMatcherText } from '../../lib/node/prometheus/matchers.ts';
import { listFiring } from '../checks/assess.ts';
import { type Alert, type LoadedGroup, readAlerts, readRules, readTargets } from '../servers/prometheus.ts';
import { type Action, refuseWord } from './context.ts';

const MS_PER_MIN = 60_000;

/** `90 s`, `12 min`, `3 h 20 min`. */
export function toLengthText(lengthMs: number): string {
  const minutes = Math.round(lengthMs / MS_PER_MIN);
  if (minutes < 2) return `${Math.max(0, Math.round(lengthMs / 1_000))} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const toLabelText = ({ labels }: Alert) =>
  Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const toSilenceRow = ({ id, endsAt, comment, matchers }: Silence, nowMs: number) => [
  id,
  `${toLengthText(endsAt.getTime() - nowMs)} left`,
  matchers.map(toMatcherText).join(', '),
  comment,
];

/** When a group was evaluated last; the year 1 stands for never. */
function toGroupRow({ name, rules, lastEvaluation, evaluationTime }: LoadedGroup, nowMs: number): string[] {
  const at = Date.parse(lastEvaluation);
  const when =
    at > 0 ? `${toLengthText(nowMs - at)} ago, took ${(evaluationTime * 1_000).toFixed(1)} ms` : 'never yet';
  return [name, `${rules.length} rules`, when];
}

/** Alerts, silences, targets and groups of rules. */
export const runStatus: Action = async (context) => {
  refuseWord(context, 'status');
  const { prometheus, alertmanager, say } = context;
  const [alerts, sent, silences, targets, groups] = await Promise.all([
    readAlerts(prometheus),
    readSentAlerts(alertmanager),
    readSilences(alertmanager),
    readTargets(prometheus),
    readRules(prometheus),
  ]);
  const nowMs = Date.now();
  const firing = listFiring(alerts, sent);
  const list = (title: string, rows: readonly (readonly string[])[]) => {
    say(`${title}: ${rows.length}`);
    for (const line of toColumns(rows)) say(`  ${line}`);
  };
  const toRow = (alert: Alert) => [alert.labels.alertname ?? '', toLabelText(alert)];
  list(
    'firing',
    firing.filter(({ isHeldBack }) => !isHeldBack).map(({ alert }) => toRow(alert)),
  );
  list(
    'silenced',
    firing.filter(({ isHeldBack }) => isHeldBack).map(({ alert }) => toRow(alert)),
  );
  list('pending', alerts.filter(({ state }) => state === 'pending').map(toRow));
  list(
    'silences',
    silences.filter(({ state }) => state !== 'expired').map((silence) => toSilenceRow(silence, nowMs)),
  );
  list(
    'targets',
    targets.map(({ scrapePool, health, scrapeUrl, lastError }) => [scrapePool, health, scrapeUrl, lastError]),
  );
  list(
    'groups of rules',
    groups.map((group) => toGroupRow(group, nowMs)),
  );
  return 0;
};
