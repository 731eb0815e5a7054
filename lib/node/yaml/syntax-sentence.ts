// What a YAML parser says, in a sentence that names the remedy.
import type { YAMLError } from 'yaml';

/** The faults that people make, by the parser's code, and what to do; any other is told in the parser's own words. */
const SENTENCES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents this line; YAML takes spaces alone',
  NON_STRING_KEY: 'a key must be a text; put it in quotes',
  BAD_ALIAS: 'an alias must be * and the name of an anchor',
  MULTIPLE_ANCHORS: 'a value has one anchor at most',
  MULTIPLE_TAGS: 'a value has one tag at most',
  MULTIPLE_DOCS: 'a file holds one document',
  BLOCK_AS_IMPLICIT_KEY: 'a map or list cannot stand here: is a quote, a bracket or an indentation missing?',
};

/** A fault of the syntax in a sentence. @param text the whole of which it is a fault */
export function toSentence(error: YAMLError, text: string): string {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^["']?([^\s:"'{}[\],]{1,80})/.exec(text.slice(error.pos[0]))?.[1] ?? '';
    return `the key ${key} is there twice; keep one`;
  }
  return SENTENCES[error.code] ?? `${error.message.split('\n')[0]?.replace(/\.$/, '')}`;
}
