// What must be undone at the end, whatever the end: last done, first undone.

export interface Cleanup {
  add(undo: () => Promise<void>): void;
  /** Undoes everything, each step also when one before it failed. Rejects with the first failure. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const steps: (() => Promise<void>)[] = [];
  return {
    add(undo) {
      steps.push(undo);
    },
    async run() {
      const failures: unknown[] = [];
      for (let undo = steps.pop(); undo; undo = steps.pop()) {
        await undo().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
