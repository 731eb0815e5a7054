// The actuator and the users' path of the options.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findAccess } from '../../../lib/node/cluster/access.ts';
import { connectKubeApi, openKubeApi, toSocketPath } from '../../../lib/node/cluster/kube-api.ts';
import type { Actuator } from '../../rollback/actuator.ts';
import { createArgoActuator, readRolloutObjects } from '../../rollback/argo/argo-actuator.ts';
import { openStableMemory } from '../../rollback/argo/stable-before.ts';
import { toView } from '../../rollback/argo/to-view.ts';
import { readTagged } from '../../rollback/http/call-actuator.ts';
import { RolloutPercentage } from '../../rollback/http/contract-schema.ts';
import { createFileLease } from '../../rollback/http/file-lease.ts';
import { createHttpActuator, toRolloutPath } from '../../rollback/http/http-actuator.ts';
import { createHttpLease } from '../../rollback/http/http-lease.ts';
import { createHttpView } from '../../rollback/http/http-view.ts';
import type { RollbackRequest } from '../../rollback/roll-back.ts';
import { ROLLBACK_SETTINGS, type RollbackSettings } from '../../rollback/settings.ts';
import type { RolloutView } from '../../rollback/triggers/view.ts';
import type { UsersPathOptions } from '../../rollback/users-path.ts';
import type { ActionContext } from '../context.ts';
import { named } from './named.ts';

export function toSettings({ options }: Pick<ActionContext, 'options'>): RollbackSettings {
  const quietMs = options.number('ROLLBACK_QUIET_S') * 1_000;
  // A shorter time has fewer looks in it.
  const share = Math.min(1, quietMs / ROLLBACK_SETTINGS.quietMs);
  return {
    ...ROLLBACK_SETTINGS,
    deadlineMs: options.number('ROLLBACK_DEADLINE_S') * 1_000,
    quietMs,
    quietLooks: Math.ceil(ROLLBACK_SETTINGS.quietLooks * share),
  };
}

/** @throws OptionError where the path of the users is not named */
export function toUsersPath({ options }: Pick<ActionContext, 'options'>): UsersPathOptions {
  return {
    url: named(options, 'USERS_PATH_URL', 'users-path', 'which address a user calls'),
    versionHeader: options.text('USERS_PATH_HEADER').toLowerCase(),
    userHeader: options.text('USERS_PATH_USER_HEADER'),
    body: options.text('USERS_PATH_BODY'),
  };
}

/** One engine: the machine, the process, and a name that no other one has. */
export const toHolder = (): string => `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

/** What is opened for the time of an action. */
export interface OpenActuator {
  /** As events name the rollout. */
  readonly rollout: string;
  /** The actuator for one rollback. @param version which is to go; '' for the newest @param stable to go back to; '' where nobody named it */
  toActuator(request: RollbackRequest, version: string, stable: string): Actuator;
  /** How the rollout stands. @throws ActuatorError */
  view(): Promise<RolloutView>;
  close(): Promise<void>;
}

/**
 * The actuator that the options name.
 * @throws OptionError where one of what it needs is missing
 */
export async function openActuator(context: ActionContext): Promise<OpenActuator> {
  const kind = named(context.options, 'ROLLBACK_ACTUATOR', 'actuator', 'argo or http');
  return kind === 'argo' ? openArgo(context) : openHttp(context);
}

function openHttp({ options, tell }: ActionContext): OpenActuator {
  const name = named(options, 'ROLLOUT_NAME', 'rollout', 'which rollout');
  const target = {
    url: named(options, 'ROLLBACK_URL', 'actuator-url', 'where the actuator is'),
    token: options.text('ROLLBACK_TOKEN'),
    callMs: ROLLBACK_SETTINGS.callMs,
  };
  const only = named(
    options,
    'ROLLOUT_CANARY',
    'canary',
    "the version that is to go, as the users' path names it",
  );
  const backTo = options.number('ROLLBACK_TO');
  const fallback = createFileLease(resolve(options.text('ROLLBACK_STATE_DIR')), name);
  const lease = createHttpLease(target, name, fallback, tell);
  const toView = createHttpView(name, only, backTo, Date.now);
  return {
    rollout: name,
    toActuator: (request, version) =>
      createHttpActuator({ ...target, name, request, version: version || only, backTo, lease }),
    view: async () => toView((await readTagged(target, toRolloutPath(name), RolloutPercentage)).value),
    close: async () => {},
  };
}

async function openArgo({ options, tell }: ActionContext): Promise<OpenActuator> {
  const namespace = named(options, 'ROLLOUT_NAMESPACE', 'namespace', 'in which namespace the Rollout is');
  const name = named(options, 'ROLLOUT_NAME', 'rollout', 'which Rollout');
  const access = await findAccess({
    ...options,
    text: (env) => (env === 'CLUSTER_NAMESPACE' ? namespace : options.text(env)),
  });
  const dir = await mkdtemp(join(tmpdir(), 'aurora-rollback-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  const opened = await openKubeApi(access, dir).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const api = connectKubeApi(toSocketPath(dir), ROLLBACK_SETTINGS.callMs);
  const memory = await openStableMemory(resolve(options.text('ROLLBACK_STATE_DIR')), tell);
  const { recall } = memory;
  return {
    rollout: `${namespace}/${name}`,
    toActuator: (_, version, stable) => createArgoActuator({ api, namespace, name, version, stable, recall }),
    async view() {
      const { rollout, sets } = await readRolloutObjects(api, namespace, name);
      await memory.note(rollout, sets);
      return toView(rollout, sets);
    },
    close: () => opened.close().finally(remove),
  };
}
