/** Everything that arrives on standard input, parsed. */
export async function input() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

/** Writes the answer and ends; a DOM would keep the process alive. */
export function answer(value) {
  process.stdout.write(JSON.stringify(value), () => process.exit(0));
}
