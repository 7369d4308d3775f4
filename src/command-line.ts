import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/**
 * Reads the options of `npm run <command>`. An option that does not exist, and `--help`, are answered with those that do:
 * the process ends then.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(command: string, options: Options) {
  const usage = `npm run ${command} -- ${Object.entries(options).map(formOf).join(' ')}\n`;
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(2);
  }
}

function formOf([name, { type }]: readonly [string, { readonly type: string }]): string {
  return type === 'boolean' ? `[--${name}]` : `[--${name} …]`;
}
