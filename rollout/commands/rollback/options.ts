// What the actions about rollbacks take beside the options of every action of `npm run rollout`.
import { SERVICE_ADDRESS } from '../../../lib/core/options/address.ts';
import { CLUSTER_OPTIONS } from '../../../lib/core/options/cluster-options.ts';
import {
  BEARER_TOKEN,
  choice,
  integer,
  number,
  type Option,
  pickOptions,
  text,
} from '../../../lib/core/options/option.ts';
import { COHORT_HEADER } from '../../guard/cohort-header.ts';
import { ROLLBACK_SETTINGS } from '../../rollback/settings.ts';

/** What each action does. */
export const ROLLBACK_ACTION_DOCS = {
  rollback: 'takes a version back now, and ends when it is gone for the users, or says what is left',
  watch:
    'rolls back by itself where a version turns out bad, tells others, and takes what they ask for, until Ctrl-C',
  webhooks:
    'what was not delivered (list, replay), or a signed message to an engine (rollback, pause, resume, approve)',
  actuator:
    'a reference of the HTTP actuator: its API, and a front that splits users by its percentage, until Ctrl-C',
} as const;

const HEADER_NAME = { pattern: /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/i, wanted: 'the name of a header' };

export const ROLLBACK_OPTIONS: readonly Option[] = [
  ...pickOptions(CLUSTER_OPTIONS, 'CLUSTER_KUBECONFIG', 'CLUSTER_CONTEXT'),
  choice('ROLLBACK_ACTUATOR', '', ['', 'argo', 'http'], 'rollback, watch: what moves the traffic', {
    flag: 'actuator',
  }),
  text('ROLLBACK_URL', '', 'rollback, watch: address of the HTTP actuator', SERVICE_ADDRESS, {
    flag: 'actuator-url',
  }),
  text(
    'ROLLBACK_TOKEN',
    '',
    'rollback, watch, actuator: bearer token of the HTTP actuator; better by its variable',
    BEARER_TOKEN,
    { secret: true },
  ),
  number('ROLLBACK_TO', '0', 0, 99, 'rollback, watch: the percentage that the HTTP actuator goes back to', {
    flag: 'back-to',
  }),
  text(
    'USERS_PATH_URL',
    '',
    'rollback, watch: what a user calls; its answers name the version',
    SERVICE_ADDRESS,
    {
      flag: 'users-path',
    },
  ),
  text(
    'USERS_PATH_HEADER',
    COHORT_HEADER,
    'rollback, watch, actuator: the header of an answer that names the version',
    HEADER_NAME,
    { flag: 'version-header' },
  ),
  text(
    'USERS_PATH_USER_HEADER',
    '',
    'rollback, watch, actuator: the header of a call that names the user, where a user keeps a version',
    HEADER_NAME,
    { flag: 'user-header' },
  ),
  text(
    'USERS_PATH_BODY',
    '',
    'rollback, watch: JSON that is sent by POST; empty: a GET is sent',
    { pattern: /^[[{].*[\]}]$/s, wanted: 'a JSON object or list' },
    { flag: 'users-body' },
  ),
  number(
    'ROLLBACK_DEADLINE_S',
    String(ROLLBACK_SETTINGS.deadlineMs / 1_000),
    5,
    3_600,
    'rollback, watch: after so long a rollback that is not over is unresolved',
    { flag: 'deadline' },
  ),
  number(
    'ROLLBACK_QUIET_S',
    String(ROLLBACK_SETTINGS.quietMs / 1_000),
    1,
    600,
    "rollback, watch: the users' path must be free of the version for so long",
    { flag: 'quiet' },
  ),
  text(
    'ROLLBACK_STATE_DIR',
    'results/rollback',
    'rollback, watch, webhooks, actuator, admission-server: folder of what must outlive a restart',
    undefined,
    { flag: 'rollback-dir' },
  ),
  text(
    'ROLLBACK_ID',
    '',
    'rollback: the same for every try at the same rollback; empty: a new one',
    { pattern: /^[\w-]{1,64}$/, wanted: 'letters, digits, - and _, 64 at most' },
    { flag: 'id' },
  ),
  text(
    'WATCH_ALERTS',
    'BurnFast',
    'watch: which alerts of the monitoring start a rollback: what their names end with',
    { pattern: /^\w{1,100}(,\w{1,100}){0,20}$/, wanted: 'ends of names of alerts, with commas between them' },
    { flag: 'alerts' },
  ),
  number('WATCH_BAKE_MIN', '60', 0, 10_080, 'watch: so long after its promotion a version is watched', {
    flag: 'bake',
  }),
  number('WATCH_EVERY_S', '2', 0.2, 60, 'watch: seconds between two looks', { flag: 'every' }),
];

/** Of the reference of an HTTP actuator. */
export const ACTUATOR_OPTIONS: readonly Option[] = [
  integer('ACTUATOR_PORT', '9460', 0, 65_535, 'actuator: port of its API; 0: any that is free', {
    flag: 'actuator-port',
  }),
  integer('ACTUATOR_FRONT_PORT', '9461', 0, 65_535, 'actuator: port that users call; 0: any that is free', {
    flag: 'front-port',
  }),
  text('ACTUATOR_CANARY_URL', '', 'actuator: address of the new version', SERVICE_ADDRESS, {
    flag: 'canary-url',
  }),
  text('ACTUATOR_STABLE_URL', '', 'actuator: address of the version that was there before', SERVICE_ADDRESS, {
    flag: 'stable-url',
  }),
];

/** Who is told, and who may ask. */
export const WEBHOOK_OPTIONS: readonly Option[] = [
  text(
    'WEBHOOKS_FILE',
    '',
    'rollback, watch, webhooks, admission-server: YAML file of who is told, and who may ask',
    undefined,
    {
      flag: 'webhooks',
    },
  ),
  integer('HOOKS_PORT', '9446', 0, 65_535, 'watch: port at which others may ask; 0: any that is free', {
    flag: 'hooks-port',
  }),
  text('HOOKS_URL', 'http://127.0.0.1:9446', 'webhooks: where the engine listens', SERVICE_ADDRESS, {
    flag: 'hooks',
  }),
  text(
    'HOOKS_SIGNED_BY',
    'ROLLOUT_HOOK_SECRET',
    'webhooks: the variable that holds the secret to sign with',
    { pattern: /^[A-Z][A-Z0-9_]{2,60}$/, wanted: 'the name of a variable, in capitals' },
    { flag: 'signed-by' },
  ),
];

/** All that rolling back takes, in the order of --help. */
export const ROLLBACK_PARTS: readonly Option[] = [
  ...ROLLBACK_OPTIONS,
  ...ACTUATOR_OPTIONS,
  ...WEBHOOK_OPTIONS,
];
