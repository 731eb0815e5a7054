// The parts of a service that a deployment of it may lack, and which checks are then left out: with a row of their own, never a pass.
import { type Option, type OptionValues, text } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { readOptions } from '../options/read-options.ts';
import { toHint } from '../text/nearest.ts';

/** The commands that can leave a part out. */
type CommandName = 'smoke' | 'probe' | 'regression';

/** A part that a deployment may lack. */
export interface Part {
  /** What it is, as `a database`. */
  readonly title: string;
  /** What is left out without it, by command: the ids of its checks. */
  readonly checks: Readonly<Partial<Record<CommandName, readonly string[]>>>;
  /** The one of them that does not hold unless the part is there. */
  readonly shownBy: string;
}
export type Parts = Readonly<Record<string, Part>>;

/** What a service says of how it is deployed. */
export interface Deployment {
  /** What a deployment of it may lack. */
  readonly parts?: Parts;
  /** Variables beside BASE by which its own commands know its address: where one is set, the lack of BASE is no wish. */
  readonly otherBaseNames?: readonly string[];
}
type OfParts = Pick<Deployment, 'parts'> & { readonly id: string };

const WITHOUT = 'WITHOUT';

/** The option that says what a deployment lacks. */
export function toWithoutOption({ id, parts = {} }: OfParts): Option {
  const known = Object.entries(parts).map(([part, { title }]) => `${part} (${title})`);
  const which = known.length > 0 ? known.join(', ') : `${id} names none`;
  return text(
    WITHOUT,
    '',
    `what this deployment does not have, comma-separated, and is not held to: ${which}`,
    undefined,
    {
      repeats: true,
    },
  );
}

/**
 * The parts that option values say are missing.
 * @throws OptionError where the service has no such part
 */
export function parseWithout(service: OfParts, values: OptionValues): readonly string[] {
  const known = Object.keys(service.parts ?? {});
  const asked = readOptions([toWithoutOption(service)], values)
    .text(WITHOUT)
    .split(',');
  const without = asked.map((part) => part.trim()).filter(Boolean);
  for (const part of without) {
    if (known.includes(part)) continue;
    throw new OptionError(
      known.length > 0
        ? `${WITHOUT}=${part}: give a list out of ${known.join(', ')}${toHint(part, known)}`
        : `${WITHOUT}=${part}: ${service.id} names no part that a deployment may lack; leave it out`,
    );
  }
  return [...new Set(without)];
}

/** The missing part that a check belongs to, and whether the check would show that it is there; undefined where it belongs to none. */
export type FindMissing = (check: string) => { readonly part: string; readonly shows: boolean } | undefined;

/** Which missing part a check of `command` belongs to. */
export const createFindMissing =
  (parts: Parts | undefined, without: readonly string[], command: CommandName): FindMissing =>
  (check) => {
    const part = without.find((one) => parts?.[one]?.checks[command]?.includes(check));
    return part === undefined ? undefined : { part, shows: parts?.[part]?.shownBy === check };
  };

/** What is said of a check that was left out; one that held and shows its part is remarked on. */
export const toLeftOut = ({ part, shows }: NonNullable<ReturnType<FindMissing>>, held: boolean) => ({
  outcome: 'left_out' as const,
  because: held && shows ? `left out: ${part}; it is there all the same` : `left out: ${part}`,
});
