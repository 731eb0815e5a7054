// One flow played and its answers kept.
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';
import { RecordingError, recordFlow, toCassetteText } from '../cassettes/record.ts';
import { replayCassette, toCassetteDir } from '../cassettes/replay.ts';
import { createFlowPlayer } from '../play/player.ts';
import { type Action, takeFlows } from './context.ts';
import { toSourceWords, withTarget } from './target.ts';

const DEADLINE_MS = 120_000;

/** Records a cassette, and keeps it only where it is judged as it was recorded. */
export const runRecord: Action = async (context) => {
  const { loaded, options, stop, without, say } = context;
  const [flow, second] = await takeFlows(context);
  if (!flow || second) throw new OptionError('record takes the id of one flow; --help lists the options');
  const variant = options.text('FLOWS_VARIANT');
  const variants = variant === '' ? {} : { variants: [variant] };
  const player = await createFlowPlayer(loaded);
  const cassette = await withTarget(context, (base) =>
    recordFlow(
      player,
      { flow, base, deadlineMs: DEADLINE_MS, stop, without, env: process.env, ...variants },
      toSourceWords(context),
    ),
  ).catch((error: unknown) => {
    throw error instanceof RecordingError
      ? new OptionError(`${flow.id} cannot be recorded: ${error.message}`)
      : error;
  });
  if (cassette.outcome === 'inconclusive')
    throw new OptionError(`${flow.id} came to nothing that is worth keeping: ${cassette.because}`);
  const again = await replayCassette(player, flow, cassette, stop);
  if (again.outcome !== 'as_recorded')
    throw new OptionError(
      `${flow.id} is judged differently without what is masked, so it is not kept: ${again.text}`,
    );
  const dir = toCassetteDir(loaded, flow.id);
  const file = join(dir, `${options.text('FLOWS_AS')}.json`);
  await mkdir(dir, { recursive: true });
  await writeWhole(file, toCassetteText(cassette));
  say(`${relative(process.cwd(), file)}: ${cassette.outcome}, ${cassette.answers.length} answers`);
  return 0;
};
