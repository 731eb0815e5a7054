// Every regular expression that ships, and how the time that it takes grows with the text it is run on.
import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';
import { checkSync } from 'recheck';

/** A regular expression as it stands in a source. */
export interface Pattern {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** The literal regular expressions of a TypeScript file. */
export function listPatterns(file: string): Pattern[] {
  const found: Pattern[] = [];
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  new Visitor({
    Literal(node) {
      if ('regex' in node && node.regex)
        found.push({ file, pattern: node.regex.pattern, flags: node.regex.flags });
    },
  }).visit(program);
  return found;
}

/**
 * Whether a pattern takes time in proportion to its text at most; else a text on which it takes more.
 * By recheck's automata (https://makenowjust-labs.github.io/recheck), which decide it and measure nothing. Bounded repeats are made
 * short first: they add a factor and no growth, and make large automata.
 */
export function findGrowth({ pattern, flags }: Pick<Pattern, 'pattern' | 'flags'>): string | undefined {
  const short = pattern
    .replace(
      /\{(\d+),(\d+)\}/g,
      (_, least: string, most: string) => `{${Math.min(+least, 1)},${Math.min(+most, 2)}}`,
    )
    .replace(/\{(\d+)(,?)\}/g, (_, least: string, open: string) => `{${Math.min(+least, 2)}${open}}`);
  const answer = checkSync(short, flags, { checker: 'automaton', timeout: 25_000 });
  if (answer.status === 'safe') return undefined;
  if (answer.status === 'unknown') return `it cannot be told: ${answer.error.kind}`;
  return `${answer.complexity.summary}, on ${answer.attack.pattern}`;
}
