/** A stream of bytes as lines, none longer than a limit. */

/** No answer comes near it: a program of a hundred messages is answered in some hundred kilobytes. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

export interface LineReader {
  /** Takes the next bytes. Throws a `RangeError` at a line that is too long. */
  push(chunk: Buffer): void;
  /** What came after the last line's end. */
  rest(): string;
}

export function createLineReader(
  onLine: (line: string) => void,
  maxBytes = MAX_LINE_BYTES,
): LineReader {
  let pieces: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer) => {
    length += piece.length;
    if (length > maxBytes) throw new RangeError(`a line is longer than ${maxBytes} bytes`);
    pieces.push(piece);
  };
  const join = () => Buffer.concat(pieces).toString("utf8");
  return {
    push: (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        take(chunk.subarray(start, end));
        const line = join();
        pieces = [];
        length = 0;
        start = end + 1;
        onLine(line);
      }
      take(chunk.subarray(start));
    },
    rest: join,
  };
}
