// How --help fits the terminal that it is read on.
import type { HelpConfiguration } from 'commander';
import { toItem, type WidthOf } from './wrap.ts';

/** What commander is told of it. */
export const toHelpForm = (stream: WidthOf): HelpConfiguration => ({
  ...(stream.columns ? { helpWidth: stream.columns, minWidthToWrap: 20 } : {}),
  formatItem: (term, termWidth, description) => toItem(stream, term, termWidth, description, 2).join('\n'),
});
