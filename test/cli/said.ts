// What a command says and how it ends.

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function saidBy(command: () => number | Promise<number>): Promise<Said> {
  const streams = [process.stdout, process.stderr];
  const before = streams.map((stream) => stream.write.bind(stream));
  const words: [string, string] = ['', ''];
  for (const [at, stream] of streams.entries()) {
    stream.write = (text: string | Uint8Array) => {
      words[at as 0 | 1] += String(text);
      return true;
    };
  }
  try {
    const code = await command();
    return { code, out: words[0], err: words[1] };
  } finally {
    for (const [at, stream] of streams.entries()) Object.assign(stream, { write: before[at] });
  }
}
