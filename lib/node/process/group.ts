// Process groups: what we start leads one of its own, so that it ends with all that it started.

/**
 * Sends a signal to every process of the group that `pid` leads; 0 sends none and only looks.
 * @returns false where nobody is left in it
 */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** So long may `ps` take to list a tree. */
const TREE_DEADLINE_MS = 1_000;

/**
 * Kills a process, all that descends from it (also what has left its group), and its group.
 * @param pid a leader that is still there: of one that is gone nobody knows the descendants
 */
export async function killTree(pid: number): Promise<void> {
  // Only what will not end in good time is killed like this: nobody else waits for zx to load.
  const { kill } = await import('zx/core');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, TREE_DEADLINE_MS);
  });
  await Promise.race([kill(pid, 'SIGKILL').catch(() => {}), late]);
  clearTimeout(timer);
  // zx asks `ps` first, and kills nothing where that fails.
  signalGroup(pid, 'SIGKILL');
}
