// What the program `vault` asks of its server, for the few commands that the documentation shows.
// Source: developer.hashicorp.com/vault/docs/commands

export interface Command {
  readonly words: readonly string[];
  /** What the here-document gives it; empty where there is none. */
  readonly stdin: string;
}

export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** The commands of a shell block; comments and other lines are left out. */
export function commandsIn(shell: string): readonly Command[] {
  const commands = shell.matchAll(/^vault ([^\n]+?)(?: <<'EOF'\n([\s\S]*?)^EOF)?$/gm);
  return [...commands].map(([, line = '', stdin = '']) => ({ words: line.split(' '), stdin }));
}

/** Throws for a command that the documentation has begun to use and nobody has put here. */
export function askedBy({ stdin, words }: Command): Asked {
  const [first = '', second = '', ...rest] = words;
  const flags = new Map(rest.filter((word) => word.startsWith('-')).map((word) => flag(word)));
  const [last = ''] = words.slice(-1);
  switch (`${first} ${second}`) {
    case 'secrets enable': {
      const options = { version: flags.get('version') };
      return { path: `sys/mounts/${flags.get('path') ?? last}`, body: { type: last, options } };
    }
    case 'auth enable':
      return { path: `sys/auth/${flags.get('path') ?? last}`, body: { type: last } };
    case 'policy write':
      return { path: `sys/policies/acl/${rest[0] ?? ''}`, body: { policy: stdin } };
  }
  if (first !== 'write') throw new Error(`vault ${words.join(' ')} is not known here`);
  const pairs = rest.map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]);
  return {
    path: second,
    body: last === '-' ? (JSON.parse(stdin) as unknown) : Object.fromEntries(pairs),
  };
}

function flag(word: string): readonly [string, string] {
  const [name = '', value = ''] = word.replace(/^-+/, '').split('=');
  return [name, value];
}
