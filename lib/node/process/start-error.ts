// A program that cannot be started: which, why, and what to do about it.
import { existsSync } from 'node:fs';

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program; install it, or see that it is on the PATH',
  EACCES: 'it may not be executed; make it executable (chmod +x)',
  EAGAIN: 'this machine takes no more processes; end some, or raise the limit (ulimit -u)',
  EMFILE: 'this process may open no more files; raise the limit (ulimit -n)',
  ENOMEM: 'this machine has no memory left; end something else first',
};

export class StartError extends Error {
  override readonly name = 'StartError';
  /** The system's own word for it, like `ENOENT`. */
  readonly code: string;
  constructor(command: string, cause: unknown, cwd?: string) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    // The system says the same of a folder that is not there as of a program.
    const noFolder = code === 'ENOENT' && cwd !== undefined && !existsSync(cwd);
    const why = noFolder ? `there is no folder ${cwd} to start it in; make it` : WHY[code];
    super(
      `${command} cannot be started: ${why ?? (cause instanceof Error ? cause.message : String(cause))}`,
      {
        cause,
      },
    );
    this.code = code;
  }
}
