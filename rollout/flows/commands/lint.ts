// Flow files checked, each fault by line and column.

import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { readFlowSet } from '../files/flow-set.ts';
import { toFaultLine } from '../files/source.ts';
import type { Action } from './context.ts';

/** 0 where nothing is wrong, 1 where something is. */
export const runLint: Action = async ({ loaded, words, options, print, say }) => {
  const { faults, files } = await readFlowSet(loaded, words);
  if (files === 0)
    throw new OptionError(`${loaded.service.id} has no flows; write one as flows/<id>.yaml in its folder`);
  if (options.isOn('FLOWS_JSON')) print(JSON.stringify({ files, faults }));
  else for (const fault of faults) say(toFaultLine(fault), 'fail');
  if (!options.isOn('FLOWS_JSON'))
    say(
      `${toCounted(files, 'file')}, ${faults.length === 0 ? 'nothing is wrong' : toCounted(faults.length, 'fault')}`,
      faults.length === 0 ? 'pass' : 'fail',
    );
  return faults.length === 0 ? 0 : 1;
};
