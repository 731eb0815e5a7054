// Who asked for what, and what became of it: one line each, only ever added to. It holds no secret, no signature and no body.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import { redactText } from '../../../lib/core/text/redact.ts';

export const AUDIT_FILE = 'hooks.ndjson';

export interface AuditRow {
  readonly at: string;
  readonly hook: string;
  /** Of the message; '' where it had none. */
  readonly id: string;
  /** The sender whose secret it was signed with; '' where it was none of ours. */
  readonly sender: string;
  readonly status: number;
  /** The person or program behind it, as the message says. */
  readonly actor: string;
  readonly reason: string;
  /** What became of it. */
  readonly outcome: string;
}

export interface AuditLog {
  /** @throws what writing throws */
  append(row: AuditRow): Promise<void>;
}

const MAX_CHARS = 500;

export async function openAuditLog(stateDir: string): Promise<AuditLog> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, AUDIT_FILE);
  let last: Promise<unknown> = Promise.resolve();
  const toSafe = (value: string | number) =>
    typeof value === 'string' ? toPlain(redactText(value), MAX_CHARS) : value;
  return {
    append(row) {
      const safe = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toSafe(value)]));
      const write = () => appendFile(file, `${JSON.stringify(safe)}\n`, { mode: 0o600 });
      const next = last.then(write, write);
      last = next.catch(() => {});
      return next;
    },
  };
}
