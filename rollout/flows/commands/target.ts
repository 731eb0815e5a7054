// The service that flows are played against once: the one that was named, or the embedded one.
import { join } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { withTemporaryDir } from '../../../lib/node/files/temporary.ts';
import { withEmbeddedStack } from '../../../lib/node/stack/embedded-stack.ts';
import { type ActionContext, announceTarget } from './context.ts';

/** Lets `work` use the service. @throws OptionError where defects are asked of one that is not embedded */
export async function withTarget<T>(context: ActionContext, work: (base: string) => Promise<T>): Promise<T> {
  const { base, loaded, options } = context;
  const defects = options.text('DEFECTS');
  announceTarget(context);
  if (base === '')
    return withTemporaryDir('flows', (dir) =>
      withEmbeddedStack(loaded, { defects, logFile: join(dir, 'stack.log') }, work),
    );
  if (defects !== '')
    throw new OptionError('DEFECTS: only the embedded service has defects; leave it out, or BASE');
  return work(base);
}

/** What answered, in words that may be committed. */
export function toSourceWords({ base, options, loaded }: ActionContext): string {
  const defects = options.text('DEFECTS');
  if (base !== '') return `a target of ${loaded.service.id}`;
  return `the embedded reference of ${loaded.service.id}${defects === '' ? '' : ` with DEFECTS=${defects}`}`;
}
