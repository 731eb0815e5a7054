// The actuator and the users' path of the options.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { Actuator } from '../../rollback/actuator.ts';
import { createFileLease } from '../../rollback/http/file-lease.ts';
import { createHttpActuator } from '../../rollback/http/http-actuator.ts';
import { createHttpLease } from '../../rollback/http/http-lease.ts';
import type { RollbackRequest } from '../../rollback/roll-back.ts';
import { ROLLBACK_SETTINGS, type RollbackSettings } from '../../rollback/settings.ts';
import type { UsersPathOptions } from '../../rollback/users-path.ts';
import type { ActionContext } from '../context.ts';
import { named } from './named.ts';

export function toSettings({ options }: Pick<ActionContext, 'options'>): RollbackSettings {
  return {
    ...ROLLBACK_SETTINGS,
    deadlineMs: options.number('ROLLBACK_DEADLINE_S') * 1_000,
    quietMs: options.number('ROLLBACK_QUIET_S') * 1_000,
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

/**
 * The actuator that the options name.
 * @throws OptionError where one of what it needs is missing
 */
export async function openActuator(context: ActionContext, request: RollbackRequest): Promise<Actuator> {
  const { options, tell } = context;
  const kind = named(options, 'ROLLBACK_ACTUATOR', 'actuator', 'argo or http');
  if (kind !== 'http') throw new OptionError(`ROLLBACK_ACTUATOR=${kind}: give http`);
  const name = named(options, 'ROLLOUT_NAME', 'rollout', 'which rollout');
  const target = {
    url: named(options, 'ROLLBACK_URL', 'actuator-url', 'where the actuator is'),
    token: options.text('ROLLBACK_TOKEN'),
    callMs: ROLLBACK_SETTINGS.callMs,
  };
  const fallback = createFileLease(resolve(options.text('ROLLBACK_STATE_DIR')), name);
  return createHttpActuator({
    ...target,
    name,
    request,
    version: named(
      options,
      'ROLLOUT_CANARY',
      'canary',
      "the version that is to go, as the users' path names it",
    ),
    backTo: options.number('ROLLBACK_TO'),
    lease: createHttpLease(target, name, fallback, tell),
  });
}
