// Has this machine the room for the load? Asked before a run: with too few file descriptors calls would not be made.
import { readFile } from 'node:fs/promises';
import { OptionError } from '../../core/options/option-error.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { computeDescriptors, computeVirtualUsers } from '../../core/plan/virtual-users.ts';
import type { Service } from '../../core/service/service.ts';
import { runProgram } from '../process/run-program.ts';

/** @throws OptionError where a process on this machine may not open as many files as the plan needs connections */
export async function requireDescriptors(service: Service, plan: Plan): Promise<void> {
  const users = computeVirtualUsers(service, plan);
  const needed = computeDescriptors(users, plan.base === '');
  const limit = await readDescriptorLimit();
  if (limit >= needed) return;
  throw new OptionError(
    `ulimit -n is ${limit}: this plan needs ${needed} file descriptors, for ${users.preAllocated} users at once; raise it (ulimit -Hn), or lower the rates`,
  );
}

/** The hard limit: Node and Go raise the soft one to it by themselves. Infinite where there is none, or nobody tells. */
async function readDescriptorLimit(): Promise<number> {
  const told = await readFile('/proc/self/limits', 'utf8').catch(() => undefined);
  const hard =
    told === undefined
      ? (await runProgram('sh', ['-c', 'ulimit -Hn'])).stdout
      : /^Max open files\s+\S+\s+(\S+)/m.exec(told)?.[1];
  const limit = Number.parseInt(hard ?? '', 10);
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}
