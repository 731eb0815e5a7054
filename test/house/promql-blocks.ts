// The queries of a page of ours: its blocks of PromQL, and whether the page says that one may find nothing.

export interface PromqlBlock {
  readonly page: string;
  /** Of its first line in the page. */
  readonly line: number;
  readonly expression: string;
  /** A sentence that begins with `Empty` stands right below it. */
  readonly mayBeEmpty: boolean;
}

/** Every block of PromQL of a page. */
export function listPromqlBlocks(page: string, text: string): readonly PromqlBlock[] {
  return [...text.matchAll(/^```promql\n(.*?)\n```\n(Empty\b)?/gms)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length + 1,
    expression: match[1] ?? '',
    mayBeEmpty: match[2] !== undefined,
  }));
}
