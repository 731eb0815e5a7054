// The calls of a run as a comparison needs them: by phase and block of time.

import { createSlotPairing } from '../chaos/slots.ts';
import { raise } from '../journal/counters.ts';
import { type AnswerRow, latenciesOf, listAnswers } from '../journal/counts/answers.ts';
import { hasFlag, type JournalRow, type ResponseRow } from '../journal/events.ts';
import { isBroken, isExplained } from '../journal/explained-loss.ts';
import type { Plan } from '../plan/plan.ts';
import { computePhaseSec, computeSegments, PHASES, type Phase, readPhase } from '../plan/schedule.ts';
import type { Id, Service } from '../service/service.ts';

/** Something that is compared as a rate: what is counted, and among what. */
export interface Rate {
  readonly id: Id;
  readonly among: 'answers' | 'calls';
  readonly hits: (row: ResponseRow) => boolean;
}

/** What is compared as a rate: what the engine finds, and the flags of the service that are told as rates. */
export function listRates({ flags }: Pick<Service, 'flags'>): readonly Rate[] {
  const own = Object.entries(flags).filter(([, { rate }]) => rate);
  return [
    { id: 'http_5xx', among: 'answers', hits: (row) => row.violations.includes('http_5xx') },
    ...own.map(([id]): Rate => ({ id, among: 'answers', hits: (row) => hasFlag(row, id) })),
    {
      id: 'transport_errors',
      among: 'calls',
      hits: (row) => row.violations.includes('transport_error') && !isExplained(row),
    },
    { id: 'violations', among: 'calls', hits: isBroken },
  ];
}

/** What began within one block of time, of one phase under one toxic. */
export interface Block {
  readonly phase: Phase;
  /** Blocks that ought to be alike: those of a phase, and in chaos those of a mode. */
  readonly stratum: string;
  /** Since the start of the run. */
  readonly fromSec: number;
  journeys: number;
  calls: number;
  /** By the id of a rate. */
  readonly hits: Record<Id, number>;
  /** Of every answer. */
  readonly latenciesMs: number[];
}

/** So many blocks tell how much they differ among themselves … */
const BLOCKS = 40;
/** … but one holds a second, which is what most calls of a journey take, and no more than a minute. */
const [MIN_BLOCK_SEC, MAX_BLOCK_SEC] = [1, 60];

export interface SampleTaker {
  /** Takes one row; rows come in the order of the journal. */
  add(row: JournalRow): void;
  blocks(): readonly Block[];
}

/** Takes the samples of one run of this service, which began at `startedSec` (epoch). */
export function createSampleTaker(service: Service, plan: Plan, startedSec: number): SampleTaker {
  const rates = listRates(service);
  const segments = computeSegments(plan.timing);
  const blockSec = Object.fromEntries(
    PHASES.map((phase) => {
      const phaseSec = computePhaseSec(segments, phase, plan.timing.totalSec);
      return [phase, Math.min(MAX_BLOCK_SEC, Math.max(MIN_BLOCK_SEC, phaseSec / BLOCKS))];
    }),
  ) as Record<Phase, number>;
  const toxics = createSlotPairing();
  const blocks = new Map<string, Block>();

  function blockOf(row: AnswerRow, durationMs: number): Block {
    const phase = readPhase(row.load_phase, plan.timing);
    const endedSec = row.alike ? (row.alike.sinceSec + row.ts) / 2 : row.ts;
    const beganSec = endedSec - durationMs / 1000;
    const slot = toxics
      .slots()
      .findLast(({ on, off }) => on.ts <= beganSec && beganSec < (off?.ts ?? Infinity));
    const stratum = phase === 'chaos' && slot ? slot.mode : phase;
    const index = Math.floor((beganSec - startedSec) / blockSec[phase]);
    const key = `${stratum} ${index}`;
    const known = blocks.get(key);
    if (known) return known;
    const block: Block = {
      phase,
      stratum,
      fromSec: index * blockSec[phase],
      journeys: 0,
      calls: 0,
      hits: Object.fromEntries(rates.map(({ id }) => [id, 0])),
      latenciesMs: [],
    };
    blocks.set(key, block);
    return block;
  }

  function addTo(block: Block, row: AnswerRow, ms: number, times: number): void {
    block.calls += times;
    if (row.call === 0) block.journeys += times;
    if (row.response_received) for (let i = 0; i < times; i++) block.latenciesMs.push(ms);
    for (const { id, hits } of rates) if (hits(row)) raise(block.hits, id, times);
  }

  return {
    add(row) {
      toxics.add(row);
      for (const answer of listAnswers(service, row))
        for (const [ms, times] of latenciesOf(answer)) addTo(blockOf(answer, ms), answer, ms, times);
    },
    blocks: () => [...blocks.values()],
  };
}
