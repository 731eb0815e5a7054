// A word in a line of shell.

/**
 * A word that any POSIX shell takes for what it is. zx's own quoting is for bash, which a slim image may not have.
 * @example toShellWord("it's") // 'it'\''s'
 */
export function toShellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
