/** One setting and all that is known of it: parsing, environment, file, help and documentation read it. */
export interface Flag<T> {
  /** What stands for the value in help (`FILE`); a switch has none. */
  readonly value?: string;
  readonly help: string;
  /** The value where nobody gives one. */
  readonly absent: T;
  /** How help words `absent`, where its own text would not do. */
  readonly absentText?: string;
  /** Completes "expected …". */
  readonly expects: string;
  /** Undefined where `text` is not what the flag expects; `folder` is where relative paths start. */
  readonly read: (text: string, folder: string) => T | undefined;
  /** Keeps the value out of error messages, as it may hold a password. */
  readonly secret?: true;
  /** Several values, separated by commas; the config file gives an array. */
  readonly list?: true;
  /** An environment variable of another program that means the same. */
  readonly foreignVariable?: string;
  /** The farthest source that may give it; otherwise the config file. */
  readonly reach?: "arguments" | "environment";
}

export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Flag<infer T> ? T : never;
};

/** A setting as somebody wrote it. */
export interface Given {
  readonly text: string;
  /** Who wrote it: `--port`, `POOLKEEPER_PORT`, or the file and its key. */
  readonly source: string;
  /** Where relative paths start. */
  readonly folder: string;
}

/** `tlsCert` in the table is `--tls-cert` on the command line … */
export const flagName = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** … and `POOLKEEPER_TLS_CERT` in the environment. */
export const variableName = (name: string): string =>
  `POOLKEEPER_${flagName(name).slice(2).replaceAll("-", "_").toUpperCase()}`;

/** Holds a table's entry to one type of value. */
export const flag = <T>(description: Flag<T>): Flag<T> => description;

export const readSwitch = (text: string): boolean | undefined =>
  text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined;

export const switchFlag = (help: string): Flag<boolean> =>
  flag<boolean>({ help, absent: false, absentText: "off", expects: "true or false", read: readSwitch });
