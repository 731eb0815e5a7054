// Plain JavaScript on purpose: it must still parse on a Node too old for everything else, to say so in one sentence.
import { existsSync } from 'node:fs';

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
await import(`./${process.argv[2]}.ts`);
