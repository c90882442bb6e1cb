import type { Command } from 'commander';

/** A command by its words below `authgraph`, and what may come next. */
interface Place {
  readonly path: string;
  readonly words: readonly string[];
}

/** The script that a shell reads to complete the words of `program`. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const places = placesOf(program, '');
  return shell === 'fish' ? fishScript(places) : posixScript(places, shell);
}

function placesOf(command: Command, path: string): Place[] {
  const options = command.options.flatMap(({ long }) => long ?? []);
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const names = command.commands.map((each) => each.name());
  return [
    { path, words: [...names, ...choices, ...options, '--help'] },
    ...command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`.trim())),
  ];
}

/** What differs between the two: how words are offered, which have been typed, and how the function is registered. */
const shellParts = {
  bash: {
    offer: (words: string) =>
      `COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    typed: '"\x24{COMP_WORDS[@]:1:COMP_CWORD-1}"',
    registration: 'complete -o default -F _authgraph authgraph',
  },
  zsh: {
    offer: (words: string) => `compadd -- ${words}`,
    typed: '"\x24{(@)words[2,CURRENT-1]}"',
    registration: 'compdef _authgraph authgraph',
  },
};

function posixScript(places: readonly Place[], shell: 'bash' | 'zsh'): string {
  const { offer, typed, registration } = shellParts[shell];
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`])).join('|');
  const cases = places.map(({ path, words }) => `    "${path}") ${offer(words.join(' '))} ;;`);
  return `_authgraph() {
  local place="" word
  for word in ${typed}; do
    case "\${place:+$place }$word" in
      ${paths}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
}
${registration}
`;
}

function fishScript(places: readonly Place[]): string {
  const lines = places.map(({ path, words }) => {
    const below = places.filter((each) => path !== '' && each.path.startsWith(`${path} `));
    const others = below.map((each) => each.path.slice(path.length + 1)).join(' ');
    const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
    if (others !== '') seen.push(`not __fish_seen_subcommand_from ${others}`);
    const condition = path === '' ? '__fish_use_subcommand' : seen.join('; and ');
    return `complete -c authgraph -n '${condition}' -a '${words.join(' ')}'`;
  });
  return `complete -c authgraph -f\n${lines.join('\n')}\n`;
}
