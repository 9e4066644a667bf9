import type { Pool } from "../domain/pool.ts";
import { type NameKind, type SignInName, signInNames } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import type { ReadTx } from "../store/db.ts";
import { findNames } from "../store/user-names.ts";
import { findSubs } from "../store/users.ts";

/** Somebody of many who are to be stored. */
export interface Newcomer extends Pick<User, "username" | "attributes"> {
  /** What the name that the user was given is looked up by. */
  readonly loginKey: string;
}

/** All names that are to find the user. */
export const namesOf = (pool: Pool, { username, attributes }: Newcomer): SignInName[] =>
  signInNames(pool, username, attributes);

/** Whether the `Username` of a new user may become a name of this kind. */
export const isLoginKind = ({ settings }: Pool, kind: NameKind): boolean =>
  settings.UsernameAttributes?.length
    ? settings.UsernameAttributes.some((attribute) => attribute === kind)
    : kind === "username";

/** Whether it is the name that the user was given. */
export const isLogin = (pool: Pool, { loginKey }: Newcomer, { kind, key }: SignInName): boolean =>
  key === loginKey && isLoginKind(pool, kind);

/** Why somebody can't be stored: who is there already, reads like somebody's sub, or has another one's name. */
export type Loss =
  | { readonly kind: "login" }
  | { readonly kind: "sub" }
  | { readonly kind: "name"; readonly name: SignInName };

/** What already belongs to others of what newcomers are to be called. */
export class TakenNames {
  readonly #names: Set<string>;
  readonly #subs: ReadonlySet<string>;

  private constructor(names: Set<string>, subs: ReadonlySet<string>) {
    this.#names = names;
    this.#subs = subs;
  }

  static async of(tx: ReadTx, pool: Pool, newcomers: readonly Newcomer[]): Promise<TakenNames> {
    const keys = newcomers.flatMap((newcomer) => namesOf(pool, newcomer).map(({ key }) => key));
    const taken = (await findNames(tx, pool.id, keys)).map(idOf);
    const usernames = newcomers.map(({ username }) => username);
    return new TakenNames(new Set(taken), await findSubs(tx, pool.id, usernames));
  }

  /** What keeps a newcomer from being stored; undefined where nothing does. */
  lossOf(pool: Pool, newcomer: Newcomer): Loss | undefined {
    const lost = namesOf(pool, newcomer).filter((name) => this.#names.has(idOf(name)));
    if (lost.some((name) => isLogin(pool, newcomer, name))) return { kind: "login" };
    if (this.#subs.has(newcomer.username)) return { kind: "sub" };
    const [name] = lost;
    return name && { kind: "name", name };
  }

  /** What one of the newcomers gets, the next ones can't have. */
  add(names: readonly SignInName[]): void {
    for (const name of names) this.#names.add(idOf(name));
  }
}

const idOf = ({ kind, key }: SignInName): string => `${kind} ${key}`;
