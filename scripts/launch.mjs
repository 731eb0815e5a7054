// Plain JavaScript on purpose: it must still parse on a Node too old for everything else, to say so in one sentence.
import { existsSync, readdirSync } from 'node:fs';

const [MAJOR, MINOR] = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MAJOR || (major === MAJOR && minor < MINOR)) {
  console.error(
    `aurora-gate: Node ${process.versions.node} is too old; install Node ${MAJOR}.${MINOR} or later.`,
  );
  process.exit(2);
}
if (!existsSync(new URL('../node_modules/tsx', import.meta.url))) {
  console.error('aurora-gate: the packages are not installed; run `npm ci` first.');
  process.exit(2);
}
const { register } = await import('tsx/esm/api');
register();
const [, , command = ''] = process.argv;
const commands = readdirSync(new URL('.', import.meta.url)).flatMap((file) =>
  file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : [],
);
if (!commands.includes(command)) {
  const { findNearest } = await import('../lib/core/text/nearest.ts');
  const nearest = findNearest(command, commands);
  const hint = nearest === undefined ? '' : ` (Did you mean ${nearest}?)`;
  console.error(`aurora-gate: unknown command '${command}'${hint}; give one of ${commands.join(', ')}`);
  process.exit(2);
}
await import(`./${command}.ts`);
