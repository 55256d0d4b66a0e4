/** How npm is started: by the script that it runs us from, with the Node that runs us. */
export function npmCommand(): { readonly program: string; readonly words: readonly string[] } {
  const { npm_execpath: script } = process.env;
  if (script === undefined) throw new Error("This is a script of npm's: npm run release");
  return { program: process.execPath, words: [script] };
}
