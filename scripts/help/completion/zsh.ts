// The completion for zsh.
import type { CompletedCommand, CompletedFlag, Values } from './tree.ts';

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** A colon ends a part of what \`_arguments\` takes, a bracket its description. */
const toLiteral = (text: string) => text.replace(/[\\:[\]]/g, '\\$&');

function toAction(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `(${values.words.join(' ')})`;
    case 'list':
      return `_values -s , what ${values.words.join(' ')}`;
    case 'run':
      return '_aurora_gate_runs';
    case 'file':
      return '_files';
    case 'nothing':
      return ' ';
  }
}

const toFlag = ({ name, doc, values }: CompletedFlag): string =>
  values === undefined
    ? quote(`${name}[${toLiteral(doc)}]`)
    : quote(`${name}=[${toLiteral(doc)}]:value:${toAction(values)}`);

const toCase = ({ name, words, takesMany, flags }: CompletedCommand): string => {
  const places = words.map((values, n) => {
    const place = takesMany && n === words.length - 1 ? '*' : String(n + 1);
    return quote(`${place}:word:${toAction(values)}`);
  });
  return `    ${name}) _arguments -s ${[...places, ...flags.map(toFlag)].join(' \\\n      ')};;`;
};

/** @param program what is typed to call us */
export const toZsh = (program: string, commands: readonly CompletedCommand[]): string => `#compdef ${program}
# ${program} completion for zsh
_aurora_gate_runs() {
  compadd -- latest latest~1 \${OUTPUT_DIR:-results}/*(N/:t)
  _files
}
_aurora_gate() {
  local -a verbs
  verbs=(
${commands.map(({ name, does }) => `    ${quote(`${name.replaceAll(':', '\\:')}:${does}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT--))
  case $verb in
${commands.map(toCase).join('\n')}
  esac
}
compdef _aurora_gate ${program}
`;
