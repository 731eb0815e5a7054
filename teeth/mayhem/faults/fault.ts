// What one thing that goes wrong around a run is, and how the run may end after it. All of them: table.ts.
import type { OptionValues } from '../../../lib/core/options/option.ts';

/** What is told apart among the processes of a run. */
export type Part =
  | 'orchestrator'
  | 'npm'
  | 'k6'
  | 'toxiproxy'
  | 'service'
  | 'upstream'
  | 'live'
  /** The shell that ends what is left (lib/node/process/with-us.ts). */
  | 'shell';

/** What is done to the run. */
export type Strike =
  /** Signals in turn, to one part or to the whole process group that was started, as a terminal does. */
  | { readonly kind: 'signals'; readonly to: Part | 'group'; readonly sends: readonly Sent[] }
  /** A part gets no more memory, or no more file descriptors. */
  | { readonly kind: 'limit'; readonly part: Part; readonly of: 'memory' | 'descriptors' }
  /** Nobody reads any more what the run says. */
  | { readonly kind: 'output' }
  | { readonly kind: 'journal'; readonly becomes: 'renamed' | 'emptied' | 'deleted' }
  /** `logs`: of every part, beside the journal. `results`: the run's folder. */
  | { readonly kind: 'removed'; readonly what: 'results' | 'logs' | 'notes' | 'temporary files' }
  /** The run's note is overwritten, or somebody puts one beside it by which a process that is not ours would be ended. */
  | { readonly kind: 'note'; readonly becomes: 'garbled' | 'forged' }
  /** The disk of the results has so many bytes left. */
  | { readonly kind: 'disk'; readonly leftBytes: number }
  /** A call that somebody else makes to Toxiproxy; `{proxy}` stands for the name of the run's proxy. */
  | {
      readonly kind: 'toxiproxy';
      readonly method: 'POST' | 'DELETE';
      readonly path: string;
      readonly body?: unknown;
    }
  /** What stands between the run and another's API, or the service's metrics, does no longer hand on what they say. */
  | {
      readonly kind: 'front';
      readonly before: 'toxiproxy' | 'metrics';
      readonly does: Meddling;
      readonly forMs?: number;
    }
  /** k6 is stopped through its REST API. */
  | { readonly kind: 'k6 stopped' }
  /** Somebody listens where k6 is to, before it does. */
  | { readonly kind: 'k6 port taken' }
  /** A second run is started on the same Toxiproxy. */
  | { readonly kind: 'second run' }
  /** The machine's clock is set. */
  | { readonly kind: 'clock'; readonly stepMs: number }
  /** Names are resolved no more; Toxiproxy was given by its name. */
  | { readonly kind: 'names gone' };

export interface Sent {
  readonly signal: NodeJS.Signals;
  /** After the one before. */
  readonly afterMs?: number;
}

/** `hangs`: no byte more. `closes`: connections are refused. `garbles`: bytes that are no text. `never ends`: an answer without end. */
export type Meddling = 'hangs' | 'closes' | 'garbles' | 'never ends';

/**
 * How a run ended. `unjudged`: its load began, and it came to no verdict. `refused`: its load never began. `interrupted`: at a signal that
 * it heard. `killed`: at one that nobody hears.
 */
export const ENDS = ['pass', 'fail', 'inconclusive', 'unjudged', 'refused', 'interrupted', 'killed'] as const;
export type End = (typeof ENDS)[number];

export interface Fault {
  /** Names it on the command line. */
  readonly id: string;
  readonly does: string;
  readonly strike: Strike;
  /** The seconds of the run between which it strikes. */
  readonly between: readonly [number, number];
  /** Whether the run can no longer know how the service did: then it must not pass. */
  readonly blinds: boolean;
  /** Whether the service can no longer keep its promises: else the run must not fail. */
  readonly harms: boolean;
  /** How the run may end. */
  readonly ends: readonly End[];
  /** The exit codes that are right for `interrupted`; any that is no kill where there are none. */
  readonly codes?: readonly number[];
  /** Whose Toxiproxy the run uses: one that it starts, one that was there before it, or either by turns. @default either */
  readonly toxiproxy?: 'own' | 'foreign';
  /** Whether the run can no longer reach another's Toxiproxy: what it left there, its next start takes off. */
  readonly cutsOff?: true;
  /** Whether the run is not given the time to end in order: its next start finds its note. */
  readonly inHaste?: true;
  /** Options of the run beside those of every run. */
  readonly options?: OptionValues;
  /** What the run is started by. @default node */
  readonly by?: 'npm';
  /** What it takes; without that it is skipped. */
  readonly needs?: Need;
}

/** `root`: to mount a file system. `prlimit`: that program. */
export const NEEDS = ['root', 'prlimit'] as const;
export type Need = (typeof NEEDS)[number];
