// Events on their way to their endpoints: a queue for each, so that one that hangs holds up nobody else, and a rollback least of all.
import { toMessage } from '../../lib/core/text/message.ts';
import type { Emit } from './events-schema.ts';
import type { Letter } from './letter-schema.ts';
import { createLetter, type Letters } from './letters.ts';
import type { Delivery } from './post-letter.ts';
import type { Endpoint } from './read-config.ts';

export interface DeliverOptions {
  readonly endpoints: readonly Endpoint[];
  readonly letters: Letters;
  readonly post: (endpoint: Endpoint, letter: Letter, stop: AbortSignal) => Promise<Delivery>;
  readonly tell: (line: string) => void;
  readonly now: () => number;
  /** Ends early where `stop` aborts. */
  readonly pause: (ms: number, stop: AbortSignal) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

export interface Deliveries {
  readonly emit: Emit;
  /** Puts letters that are there already at the end of the queues; those to endpoints that are no more stay where they are. */
  resend(letters: readonly Letter[]): void;
  /** Waits until every queue is empty, and no longer than this; what is left then is a dead letter. @returns how many those are */
  close(withinMs: number): Promise<number>;
}

export const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 60_000;
const MOST_QUEUED = 1_000;

/** The pause after the nth try: 1, 2, 4, 8, 16 s, and up to half as much again, so that many do not come at once. */
export const toPauseMs = (attempt: number, retryAfterMs: number, random: number): number =>
  Math.min(MOST_PAUSE_MS, Math.max(retryAfterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + random / 2)));

interface Queue {
  readonly endpoint: Endpoint;
  readonly waiting: Letter[];
  working: Promise<void> | undefined;
  isGone: boolean;
}

export function startDeliveries(options: DeliverOptions): Deliveries {
  const { letters, post, tell, now, pause, random } = options;
  const stop = new AbortController();
  const queues = options.endpoints.map(
    (endpoint): Queue => ({ endpoint, waiting: [], working: undefined, isGone: false }),
  );
  let dead = 0;

  const keep = async (letter: Letter) => {
    await letters
      .write(letter)
      .catch((error: unknown) => tell(`the letter ${letter.id} cannot be kept: ${toMessage(error)}`));
  };
  const giveUp = async (letter: Letter, problem: string) => {
    dead += 1;
    await keep({ ...letter, problem });
    tell(
      `webhook ${letter.endpoint}: ${letter.event.type} was not delivered (${problem}); it is kept as ${letter.id}`,
    );
  };

  async function deliver(queue: Queue, letter: Letter): Promise<void> {
    await keep(letter);
    for (let attempt = 1; ; attempt++) {
      if (queue.isGone) return giveUp(letter, 'the endpoint wants no more letters (410)');
      const tried = { ...letter, attempts: letter.attempts + attempt };
      const delivery = await post(queue.endpoint, tried, stop.signal);
      if (delivery.is === 'delivered') return letters.remove(letter);
      if (delivery.is === 'gone') queue.isGone = true;
      if (stop.signal.aborted) return giveUp(tried, delivery.problem);
      if (attempt >= MOST_ATTEMPTS || queue.isGone) return giveUp(tried, delivery.problem);
      await pause(toPauseMs(attempt, delivery.retryAfterMs, random()), stop.signal);
      if (stop.signal.aborted) return giveUp(tried, delivery.problem);
    }
  }

  async function work(queue: Queue): Promise<void> {
    for (let letter = queue.waiting.shift(); letter; letter = queue.waiting.shift())
      await deliver(queue, letter).catch((error: unknown) =>
        tell(`webhook ${queue.endpoint.id}: ${toMessage(error)}`),
      );
    queue.working = undefined;
  }

  const push = (queue: Queue, letter: Letter) => {
    if (queue.waiting.length >= MOST_QUEUED) {
      void giveUp(letter, `more than ${MOST_QUEUED} letters wait before it`);
      return;
    }
    queue.waiting.push(letter);
    queue.working ??= work(queue);
  };

  return {
    emit(event) {
      for (const queue of queues)
        if (queue.endpoint.events.includes(event.type))
          push(queue, createLetter(queue.endpoint.id, event, now()));
    },
    resend(waiting) {
      for (const letter of waiting) {
        const queue = queues.find(({ endpoint }) => endpoint.id === letter.endpoint);
        if (queue) push(queue, letter);
        else tell(`the letter ${letter.id} is for ${letter.endpoint}, which is no endpoint; it stays`);
      }
    },
    async close(withinMs) {
      const end = setTimeout(() => stop.abort(), withinMs);
      while (queues.some(({ working }) => working !== undefined))
        await Promise.all(queues.map(({ working }) => working));
      clearTimeout(end);
      return dead;
    },
  };
}
