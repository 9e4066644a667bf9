import { type RawBuilder, sql } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { User } from "../domain/user.ts";
import type { Span, UserQuery } from "../domain/user-query.ts";
import type { ReadTx } from "./db.ts";
import { fromJson } from "./json-text.ts";
import type { Tables } from "./tables.ts";

const userColumns = [
  "sub",
  "username",
  "status",
  "enabled",
  "attributes",
  "mfa_options",
  "created_at",
  "updated_at",
] as const;

type UserRow = Pick<Tables["users"], (typeof userColumns)[number]>;
type Row = UserRow & Pick<Tables["user_search"], "value">;

/** What a list tells of a user: nothing of how the user signs in. */
export type ListedUser = Pick<
  User,
  "sub" | "username" | "status" | "enabled" | "attributes" | "mfaOptions" | "createdAt" | "updatedAt"
>;

const toListedUser = (row: UserRow): ListedUser => ({
  sub: row.sub,
  username: row.username,
  status: row.status,
  enabled: row.enabled === 1,
  attributes: fromJson(row.attributes),
  mfaOptions: row.mfa_options ? fromJson(row.mfa_options) : [],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** Where a user stands in a list. */
export type ListPlace = readonly (string | number)[];

export interface UserPage {
  readonly users: readonly ListedUser[];
  /** The place of the last of them; undefined where nobody comes after. */
  readonly end: ListPlace | undefined;
}

/** A stretch of an index, whose columns behind the fixed ones give the order. */
interface Stretch {
  readonly table: "users" | "user_search";
  readonly fixed: Readonly<Record<string, string>>;
  readonly order: readonly [keyof Row, ...(keyof Row)[]];
  /** Where it begins: a value for each column of the order. */
  readonly start: ListPlace;
  /** Of values in the first column of the order. */
  readonly span?: Span<string | number>;
}

function stretchOf(query: UserQuery): Stretch {
  switch (query.by) {
    case "age":
      return { table: "users", fixed: {}, order: ["created_at", "sub"], start: [0, ""] };
    case "sub":
      return { table: "users", fixed: {}, order: ["sub"], start: [query.span.from], span: query.span };
    case "status":
    case "enabled":
      return {
        table: "users",
        fixed: {},
        order: [query.by, "created_at", "sub"],
        start: [query.span.from, 0, ""],
        span: query.span,
      };
    case "attribute":
      return {
        table: "user_search",
        fixed: { attribute: query.attribute },
        order: ["value", "sub"],
        start: [query.span.from, ""],
        span: query.span,
      };
  }
}

/** A pool's users that `query` finds, in its order, from behind the place `after`. */
export async function listUsers(
  tx: ReadTx,
  poolId: UserPoolId,
  query: UserQuery,
  after: ListPlace | undefined,
  limit: number,
): Promise<UserPage> {
  const stretch = stretchOf(query);
  const { rows } = await pageQuery(poolId, stretch, after, limit + 1).execute(tx);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { users: page.map(toListedUser), end: last && stretch.order.map((column) => last[column] ?? "") };
}

const join = sql`join users on users.pool_id = user_search.pool_id and users.sub = user_search.sub`;

/** One index answers it, in its own order; beyond that only the page's users are looked up. */
function pageQuery(
  poolId: UserPoolId,
  stretch: Stretch,
  after: ListPlace | undefined,
  limit: number,
): RawBuilder<Row> {
  const { table, order } = stretch;
  const columns = [
    ...userColumns.map((column) => sql.ref(`users.${column}`)),
    ...(table === "user_search" ? [sql.ref("user_search.value")] : []),
  ];
  return sql<Row>`
    select ${sql.join(columns)} from ${sql.table(table)} ${table === "user_search" ? join : sql``}
    where ${sql.join(conditions(poolId, stretch, after), sql` and `)}
    order by ${sql.join(order.map((column) => sql.ref(`${table}.${column}`)))} limit ${limit}
  `;
}

/**
 * Equality is written as a range: else PostgreSQL, which knows how common a value is, but not in which pools, may walk
 * through a whole pool in another order.
 */
function conditions(
  poolId: UserPoolId,
  stretch: Stretch,
  after: ListPlace | undefined,
): RawBuilder<unknown>[] {
  const { table, fixed, order, start, span } = stretch;
  const ref = (column: string) => sql.ref(`${table}.${column}`);
  const [first] = order;
  const columns = sql.join(order.map(ref));
  return [
    ...Object.entries({ pool_id: poolId, ...fixed }).map(([column, value]) => sql`${ref(column)} = ${value}`),
    after ? sql`(${columns}) > (${sql.join(after)})` : sql`(${columns}) >= (${sql.join(start)})`,
    ...(span?.to === undefined ? [] : [sql`${ref(first)} <= ${span.to}`]),
    ...(span?.before === undefined ? [] : [sql`${ref(first)} < ${span.before}`]),
  ];
}
