// When releases went forward and back, by the evidence log: only of a log that is whole.
import type { Statement } from '../../lib/core/evidence/statement-schema.ts';
import { readKeys } from '../../lib/node/evidence/read-keys.ts';
import { verifyLog } from '../../lib/node/evidence/verify-log.ts';
import { type History, toHistory } from './history.ts';

/** What of a record counts. */
export interface Counted {
  readonly kind: string;
  readonly statement: Pick<Statement, 'subject' | 'predicate'>;
}

const toDigests = ({ subject }: Counted['statement']): readonly string[] =>
  subject.map(({ digest }) => digest.sha256 ?? digest.gitCommit ?? '');

/**
 * The history of an environment that records tell. A version that went forward step by step counts once.
 * @param image the one that is asked about, which does not count against itself; '' where it is not known
 */
export function toEvidenceHistory(records: readonly Counted[], environment: string, image: string): History {
  const [, own = ''] = /@sha256:([0-9a-f]{64})$/.exec(image) ?? [];
  const endings = new Map<string, { readonly at: string; readonly isPromoted: boolean }>();
  for (const { kind, statement } of records) {
    const { environment: where, at } = statement.predicate;
    if (where !== undefined && where !== environment) continue;
    const digests = toDigests(statement);
    const key = digests.join(' ');
    if (kind === 'rollback') endings.set(`${key} ${at}`, { at, isPromoted: false });
    if (kind === 'promotion' && !(own !== '' && digests.includes(own)) && !endings.has(key))
      endings.set(key, { at, isPromoted: true });
  }
  return toHistory(endings.values());
}

/**
 * Verifies a log, and reads the history in it.
 * @throws Error where it is not whole, or nobody is trusted: then nothing of it is known
 */
export async function readEvidenceHistory(
  dir: string,
  keys: string,
  environment: string,
  image: string,
): Promise<History> {
  const { records, faults, unread } = await verifyLog(dir, await readKeys(keys.split(',').filter(Boolean)));
  const [wrong] = [...faults.map(({ text }) => text), ...unread];
  if (wrong !== undefined)
    throw new Error(
      `the evidence log ${dir} is not whole (${wrong}); npm run evidence -- verify tells all of it`,
    );
  return toEvidenceHistory(records, environment, image);
}
