// Bytes of what grows → its lines, whatever is in them.
import { StringDecoder } from 'node:string_decoder';

/** A longer line is skipped: our longest row is a failing sample, whose bodies are cut at 65,536 characters. */
export const MAX_LINE_BYTES = 1 << 20;

/** Lines of somebody who is believed: they may be of any length, and nobody asks where they lie. */
export interface LineCutter {
  /** The complete lines that these bytes bring to an end. */
  push(bytes: Buffer): readonly string[];
  /** What has come of a line that has not ended; nothing more is pushed after that. */
  end(): string;
}

export function createLineCutter(): LineCutter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(bytes) {
      rest += decoder.write(bytes);
      const end = rest.lastIndexOf('\n');
      if (end < 0) return [];
      const lines = rest.slice(0, end).split('\n');
      rest = rest.slice(end + 1);
      return lines;
    },
    end: () => rest + decoder.end(),
  };
}

/** Where a line begins: how many complete lines lie before it, and how many bytes. */
export interface LinePosition {
  readonly line: number;
  readonly offset: number;
}

export interface Line {
  /** Its number in the file, from 1. */
  readonly line: number;
  /** The byte behind its newline. */
  readonly offset: number;
  /** Undefined for a line over `MAX_LINE_BYTES`. */
  readonly text: string | undefined;
}

export interface LineSplitter {
  /** The complete lines that these bytes bring to an end. The bytes are read at once and not kept. */
  push(bytes: Buffer): Line[];
  /** Bytes of a line that has not ended yet. */
  pendingBytes(): number;
}

/** Splits what follows `from` into lines. Of a line that has not ended at most `MAX_LINE_BYTES` are held. */
export function createLineSplitter(from: LinePosition): LineSplitter {
  let { line, offset } = from;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const hold = (bytes: Buffer) => {
    pendingBytes += bytes.length;
    if (pendingBytes > MAX_LINE_BYTES) pending = [];
    else if (bytes.length > 0) pending.push(Buffer.from(bytes));
  };
  return {
    push(bytes) {
      const lines: Line[] = [];
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        line += 1;
        // Nearly every line lies in these bytes as a whole, and is read out of them without a copy.
        if (pendingBytes === 0 && end - start <= MAX_LINE_BYTES) {
          offset += end - start + 1;
          lines.push({ line, offset, text: bytes.toString('utf8', start, end) });
        } else {
          hold(bytes.subarray(start, end));
          offset += pendingBytes + 1;
          const text = pendingBytes > MAX_LINE_BYTES ? undefined : Buffer.concat(pending).toString('utf8');
          lines.push({ line, offset, text });
          pending = [];
          pendingBytes = 0;
        }
        start = end + 1;
      }
      hold(bytes.subarray(start));
      return lines;
    },
    pendingBytes: () => pendingBytes,
  };
}
