// What `npm run monitoring` takes: the command line, --help and docs/monitoring.md are held to this.
import { SERVICE_ADDRESS } from '../../lib/core/options/address.ts';
import { type Command, type OptionGroup, toActionNotes } from '../../lib/core/options/command.ts';
import {
  BEARER_TOKEN,
  HOST_PORT,
  integer,
  number,
  type Option,
  pickOptions,
  text,
} from '../../lib/core/options/option.ts';
import { SERVICE_OPTION, SHARED_OPTIONS } from '../../lib/core/plan/run-options.ts';

/** What each action does. */
export const ACTION_DOCS = {
  up: 'starts Prometheus and Alertmanager on this machine with the generated rules, until Ctrl-C',
  check: 'six steps: do both servers run, scrape, judge and report, and is no alert firing',
  'pre-prod-go': 'seven checks before a deploy, one exit code',
  backup: 'writes dashboards, data and configuration into a new folder, with their checksums',
  restore: 'puts the data of a backup into an empty data folder, after every checksum was found right',
  maintenance: 'holds alerts back for a while, or ends that',
  status: 'alerts, silences, targets, and when each group of rules was evaluated',
  reload: 'has the rule files checked, makes Prometheus read them, and reads them back',
  draw: 'draws each dashboard into OUTPUT_DIR, from the data of Prometheus; needs no Grafana',
  generate: 'writes rules, configuration and dashboards into monitoring/generated',
} as const;
export type ActionName = keyof typeof ACTION_DOCS;
export const ACTION_NAMES = Object.keys(ACTION_DOCS) as readonly ActionName[];

const secretOf = (env: string, flag: string, of: string): Option =>
  text(env, '', `token that ${of} wants, sent as a bearer`, BEARER_TOKEN, { flag, secret: true });

const OPTIONS: readonly Option[] = [
  SERVICE_OPTION,
  text('PROMETHEUS_URL', 'http://127.0.0.1:9090', 'address of Prometheus', SERVICE_ADDRESS, {
    flag: 'prometheus',
  }),
  secretOf('PROMETHEUS_TOKEN', 'prometheus-token', 'Prometheus'),
  text('ALERTMANAGER_URL', 'http://127.0.0.1:9093', 'address of Alertmanager', SERVICE_ADDRESS, {
    flag: 'alertmanager',
  }),
  secretOf('ALERTMANAGER_TOKEN', 'alertmanager-token', 'Alertmanager'),
  text(
    'GRAFANA_URL',
    '',
    'backup, restore: address of Grafana; empty: its dashboards are left out',
    SERVICE_ADDRESS,
    {
      flag: 'grafana',
    },
  ),
  secretOf('GRAFANA_TOKEN', 'grafana-token', 'Grafana'),
  integer('MONITORING_PROMETHEUS_PORT', '9090', 0, 65_535, 'up: port of Prometheus; 0: any that is free', {
    flag: 'prometheus-port',
  }),
  integer(
    'MONITORING_ALERTMANAGER_PORT',
    '9093',
    0,
    65_535,
    'up: port of Alertmanager; 0: any that is free',
    {
      flag: 'alertmanager-port',
    },
  ),
  text(
    'MONITORING_TARGET',
    '127.0.0.1:3300',
    "up: host:port of the service's /metrics; npm run up listens at the default",
    HOST_PORT,
    { flag: 'target' },
  ),
  text('MONITORING_LIVE_TARGET', '', 'up: host:port of a live feed, where one is to be watched', HOST_PORT, {
    flag: 'live-target',
  }),
  text('MONITORING_WEBHOOK_URL', '', 'up: address that alerts are sent to; empty: nobody', SERVICE_ADDRESS, {
    flag: 'webhook',
    secret: true,
  }),
  number('MONITORING_TIME_SCALE', '1', 1, 60, 'up, check: divides every period of rules and scrapes', {
    flag: 'time-scale',
  }),
  text(
    'MONITORING_DATA_DIR',
    '',
    'data folder of Prometheus; empty: up takes a temporary one, backup asks Prometheus',
    undefined,
    { flag: 'data-dir' },
  ),
  text(
    'MONITORING_CONFIG',
    '',
    'reload: the configuration file that Prometheus reads; empty: it is asked for it',
    undefined,
    { flag: 'config' },
  ),
  text('MONITORING_BACKUP_DIR', 'results/backups', 'folder that takes the backups', undefined, {
    flag: 'dir',
  }),
  number('MONITORING_MINUTES', '30', 0.05, 10_080, 'maintenance: how long alerts are held back', {
    flag: 'minutes',
  }),
  text('MONITORING_COMMENT', '', 'maintenance: why, for whoever wonders', undefined, { flag: 'comment' }),
  text(
    'MONITORING_MATCHER',
    '',
    'maintenance: only alerts with this label, name=value, also !=, =~ and !~; empty: all alerts',
    undefined,
    { flag: 'matcher', repeats: true },
  ),
  text(
    'MONITORING_END',
    '',
    'maintenance: ends the silence of this id',
    { pattern: /^[\w-]{1,64}$/, wanted: 'the id that maintenance printed' },
    { flag: 'end' },
  ),
  number(
    'MAX_VERDICT_AGE_HOURS',
    '24',
    0.01,
    8_760,
    'pre-prod-go: hours that the newest verdict may be old',
    {
      flag: 'max-verdict-age',
    },
  ),
  number('MAX_BACKUP_AGE_HOURS', '24', 0.01, 8_760, 'pre-prod-go: hours that the newest backup may be old', {
    flag: 'max-backup-age',
  }),
  ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR'),
];

const GROUPS: readonly OptionGroup[] = [
  [
    'The servers that up starts',
    [
      ...['MONITORING_PROMETHEUS_PORT', 'MONITORING_ALERTMANAGER_PORT', 'MONITORING_TARGET'],
      ...['MONITORING_LIVE_TARGET', 'MONITORING_WEBHOOK_URL'],
    ],
  ],
  ['Backups', ['GRAFANA_URL', 'GRAFANA_TOKEN', 'MONITORING_DATA_DIR', 'MONITORING_BACKUP_DIR']],
  ['Maintenance', ['MONITORING_MINUTES', 'MONITORING_COMMENT', 'MONITORING_MATCHER', 'MONITORING_END']],
  ['Before a deploy', ['MAX_VERDICT_AGE_HOURS', 'MAX_BACKUP_AGE_HOURS']],
];

export const MONITORING: Command = {
  name: 'monitoring',
  usage: '<action> [dir or run] [options]',
  does: 'Starts the monitoring, looks after it, and says whether it is well.',
  arguments: [
    { name: 'action', doc: ACTION_NAMES.join(', '), choices: ACTION_NAMES },
    { name: 'dir', doc: 'restore: the folder of the backup; draw: the run, else the newest', optional: true },
  ],
  options: OPTIONS,
  groups: GROUPS,
  target: { none: 'up scrapes MONITORING_TARGET, and the others talk to the servers of the monitoring' },
  notes: [...toActionNotes(ACTION_DOCS)],
  examples: [
    ['monitoring -- up', 'then, in another terminal: npm run monitoring -- check'],
    ['monitoring -- maintenance --minutes 30 --comment deploy', 'prints the id that --end takes'],
    ['monitoring -- backup', 'into results/backups'],
    ['monitoring -- restore results/backups/2026-11-29_07-07 --data-dir data', 'into an empty folder'],
  ],
  exitCodes: {
    0: 'done; of check and pre-prod-go: all is well',
    1: 'a check failed; a server refused; a backup is not as it was written; nothing is half done',
    2: 'usage or set-up; a server that is down or does not let us in',
    3: 'check, pre-prod-go: it could not be told',
  },
  endsInOrder: true,
};
