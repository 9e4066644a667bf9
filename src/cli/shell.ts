/** What a command sees of the process it runs in. */
export interface Shell {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether somebody watches standard error, where the log goes. */
  readonly terminal: boolean;
  /** Writes one line to standard output. */
  print(line: string): void;
  /** Writes one line to standard error. */
  complain(line: string): void;
  /** Resolves at the first SIGTERM or SIGINT from now on; a second one ends the process at once. */
  stopRequested(): Promise<void>;
}

/** Does a command's work; resolves when it is done. */
export type Run = (shell: Shell) => Promise<void>;

export const EXIT_OK = 0;
export const EXIT_CRASHED = 1;
/** The operator can mend it; one line said how. */
export const EXIT_REFUSED = 2;
