// The components of a cluster as processes: started, killed and started again by name.
import { join } from 'node:path';
import { toChildEnvironment } from '../../../../core/options/child-environment.ts';
import { type Child, startChild } from '../../../process/child.ts';
import type { Component, ComponentName } from './components.ts';

/** One of them, as it is told. */
export interface ComponentState {
  readonly name: ComponentName;
  readonly pid: number | null;
  readonly isRunning: boolean;
  readonly starts: number;
}

export interface Supervisor {
  /** Starts one; nothing happens where it runs. */
  start(name: ComponentName): Promise<void>;
  /** Ends one, by default as a crash would. */
  stop(name: ComponentName, signal?: NodeJS.Signals): Promise<void>;
  list(): readonly ComponentState[];
}

/** @param dir logs go to its folder `log` */
export function createSupervisor(
  components: Readonly<Record<ComponentName, Component>>,
  dir: string,
  path: string,
): Supervisor {
  const running = new Map<ComponentName, Child>();
  const starts = new Map<ComponentName, number>();
  const names = Object.keys(components) as readonly ComponentName[];
  const isRunning = (name: ComponentName) => running.get(name)?.isRunning() === true;
  return {
    async start(name) {
      if (isRunning(name)) return;
      const { command, args, env = {} } = components[name];
      const child = await startChild({
        command,
        args,
        logFile: join(dir, 'log', `${name}.log`),
        env: { ...toChildEnvironment('cluster', process.env), PATH: path, ...env },
        cwd: dir,
      });
      running.set(name, child);
      starts.set(name, (starts.get(name) ?? 0) + 1);
    },
    async stop(name, signal = 'SIGKILL') {
      await running.get(name)?.stop(signal);
    },
    list: () =>
      names.map((name) => ({
        name,
        pid: isRunning(name) ? (running.get(name)?.pid ?? null) : null,
        isRunning: isRunning(name),
        starts: starts.get(name) ?? 0,
      })),
  };
}
