export function readFlag(args: readonly string[], flag: string): string | undefined;
export const FILE_NAMES: readonly string[];
export function findOptionFile(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  folder?: string,
): string | undefined;
export function loadOptionFile(path: string): Promise<unknown>;
