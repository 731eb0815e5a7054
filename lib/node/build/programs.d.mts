export function provideBuilt(root: string): Promise<string | undefined>;

/** What is started as a process of its own, and what the launcher loads: paths from the root. */
export const ENTRY_FILES: readonly string[];
