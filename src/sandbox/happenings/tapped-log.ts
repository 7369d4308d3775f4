import { type Logger, pino } from 'pino';
import { isObject } from '../teams/card.ts';

/** A line of License Desk's log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

const INFO = 30;

/** A logger like the given one, whose lines from `info` on are also told to a listener. */
export function tappedLog(log: Logger, listen: (line: LogLine) => void): Logger {
  const destination = Reflect.get(log, pino.symbols.streamSym);
  const isWritten = (line: LogLine) => log.level !== 'silent' && Number(line['level']) >= log.levelVal;
  const level = log.levelVal < INFO ? log.level : 'info';
  return pino(
    { level },
    {
      write(text: string) {
        const line: unknown = JSON.parse(text);
        if (!isObject(line)) return;
        if (isWritten(line)) destination.write(text);
        if (Number(line['level']) >= INFO) listen(line);
      },
    },
  );
}
