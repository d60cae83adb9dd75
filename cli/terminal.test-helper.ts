/** A terminal for tests: a command that believes it has one, and what its reader sees of what it wrote. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Python has a terminal in its library, which Node has not. */
const IN_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
columns, rows, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    size = struct.pack("HHHH", int(rows), int(columns), 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.execvp(command[0], command)
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

/** Runs a command in a terminal of this size. */
export async function inTerminal({ columns, rows }: Size, command: readonly string[]) {
  const { CI: _, ...environment } = process.env;
  const args = ["-c", IN_TERMINAL, `${columns}`, `${rows}`, ...command];
  const child = spawn("python3", args, {
    env: { ...environment, TERM: "xterm", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const [status] = await once(child, "close");
  return { status: status as number | null, output };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what controls a terminal is looked for
const PARTS = /\u001b\[([?\d;]*)([A-Za-z])|[\r\n]|[^\u001b\r\n]/gu;

/** Shows output as a terminal does, part by part, and calls back after each with all lines that there are then. */
export function show(
  output: string,
  { columns, rows }: Size,
  onPart: (lines: readonly string[]) => void = () => undefined,
): readonly string[] {
  const lines: string[] = [""];
  let [row, column] = [0, 0];
  const newLine = () => {
    row += 1;
    if (row === lines.length) lines.push("");
  };
  const put = (character: string) => {
    if (column === columns) {
      newLine();
      column = 0;
    }
    const line = (lines[row] ?? "").padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  };
  const control = (count: number, letter: string) => {
    // Of what has scrolled away nothing can be changed.
    const top = Math.max(0, lines.length - rows);
    if (letter === "A") row = Math.max(top, row - count);
    else if (letter === "G") column = count - 1;
    else if (letter === "K") lines[row] = (lines[row] ?? "").slice(0, column);
    else if (letter !== "h" && letter !== "l" && letter !== "m")
      throw new Error(`what does ${letter} do?`);
  };
  for (const [part, count = "", letter] of output.matchAll(PARTS)) {
    if (letter) control(Number(count.replace("?", "")) || 1, letter);
    else if (part === "\r") column = 0;
    else if (part === "\n") newLine();
    else put(part);
    onPart(lines);
  }
  return lines.map((line) => line.trimEnd());
}
