// The completion for fish.
import type { CompletedCommand, Values } from './tree.ts';

const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** What `complete` is told of a value. */
function toTaken(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `-f -a ${quote(values.words.join(' '))}`;
    case 'list':
      return `-f -a ${quote(`(__aurora_gate_list ${values.words.join(' ')})`)}`;
    case 'run':
      return "-F -a '(__aurora_gate_runs)'";
    case 'file':
      return '-F';
    case 'nothing':
      return '-f';
  }
}

function toLines(
  program: string,
  { name, does, words, takesMany, flags }: CompletedCommand,
): readonly string[] {
  return [
    `complete -c ${program} -n '__aurora_gate_at 0' -f -a ${quote(name)} -d ${quote(does)}`,
    ...words.map((values, n) => {
      const at = takesMany && n === words.length - 1 ? `${n + 1}+` : String(n + 1);
      return `complete -c ${program} -n ${quote(`__aurora_gate_at ${at} ${name}`)} ${toTaken(values)}`;
    }),
    ...flags.map(({ name: flag, doc, values }) => {
      const taken = values === undefined ? '-f' : `-r ${toTaken(values)}`;
      return `complete -c ${program} -n ${quote(`__aurora_gate_verb ${name}`)} -l ${flag.slice(2)} ${taken} -d ${quote(doc)}`;
    }),
  ];
}

/** @param program what is typed to call us */
export const toFish = (
  program: string,
  commands: readonly CompletedCommand[],
): string => `# ${program} completion for fish
function __aurora_gate_words
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; or echo $word
    end
end
function __aurora_gate_verb
    set -l words (__aurora_gate_words)
    test "$words[1]" = "$argv[1]"
end
function __aurora_gate_at
    set -l words (__aurora_gate_words)
    set -l many (string match -q '*+' $argv[1]; and echo 1; or echo 0)
    set -l place (string replace + '' $argv[1])
    test (count $words) -eq $place; or begin
        test $many = 1; and test (count $words) -ge $place
    end
    and begin
        test (count $argv) -eq 1; or test "$words[1]" = "$argv[2]"
    end
end
function __aurora_gate_runs
    set -l folder results
    set -q OUTPUT_DIR; and set folder $OUTPUT_DIR
    printf '%s\\n' latest latest~1
    command ls $folder 2>/dev/null
end
function __aurora_gate_list
    set -l typed (commandline -ct)
    set -l before (string match -r '^(?:--[^=]*=)?(.*,)' -- $typed)[2]
    for word in $argv
        echo $before$word
    end
end
complete -c ${program} -f
${commands.flatMap((command) => toLines(program, command)).join('\n')}
`;
