// A strike that is ready: what the run must be started with for it, and what is done when its moment comes.
import type { Apart, Folders } from '../apart.ts';

/** What is known before the run is started. */
export interface Setting {
  readonly folders: Folders;
  /** A folder of this run that is no part of what is looked at afterwards. */
  readonly dir: string;
  /** Of Toxiproxy's control API. */
  readonly apiUrl: string;
  /** host:port of k6's. */
  readonly k6Address: string;
  readonly atSec: number;
  /** What the run will be started with. */
  readonly env: NodeJS.ProcessEnv;
}

export interface Prepared {
  /** Added to the environment of the run, options among it. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the run is started by, in place of Node: a command that ends with the run's own. */
  readonly before?: readonly string[];
  /** Called when the run has begun, before it is struck. */
  begun?(run: Apart): Promise<void>;
  /** Strikes. @throws Error where that cannot be done, such as for want of the part that is to be struck */
  strike?(run: Apart): Promise<void>;
  /** Whether all was done before the run began. */
  readonly struckBefore?: boolean;
  /** When the run is over: what went otherwise than it must, a sentence each. */
  check?(): Promise<readonly string[]>;
  /** Takes away what was made. */
  undo?(): Promise<void>;
}
