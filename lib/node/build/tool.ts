// What an external program is: how it is built, how it says its version, and what an override of it must be.
import type { ModuleSource } from './module-source.ts';

export interface Tool {
  readonly binaryEnv: string;
  /** The folder under tools/ whose go.mod pins it. */
  readonly module: string;
  readonly packagePath: string;
  readonly versionArgs: readonly string[];
  /** Cold build on two cores, as a person would say it. */
  readonly expected: string;
  /** Where it is built from its own source: the module that `go.mod` requires. */
  readonly source?: ModuleSource;
  /** A Go variable to stamp, and the required module whose version it gets; for tools that do not find their own. */
  readonly stamp?: {
    readonly variable: string;
    readonly pinnedBy: string;
    /** The module's version as the program calls itself; the same where left out. */
    readonly toVersion?: (version: string) => string;
  };
  /** What an override's version text must match, and what to say when it does not. */
  readonly accepts: { readonly pattern: RegExp; readonly wanted: string };
}
