import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import type { Sub } from "../../src/base/ids.ts";
import type { Group } from "../../src/domain/group.ts";
import type { Db, ReadTx } from "../../src/store/db.ts";
import { eraseSome, nextErasure } from "../../src/store/erasures.ts";
import {
  type GroupPlace,
  holdUser,
  insertMembers,
  listGroupsOfUser,
  listMembers,
  type MemberPlace,
  removeMember,
} from "../../src/store/group-members.ts";
import {
  countGroups,
  findGroup,
  findGroups,
  insertGroups,
  listGroups,
  removeGroup,
  updateGroup,
} from "../../src/store/groups.ts";
import { findUserBySub, insertUser, removeUser } from "../../src/store/users.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aGroup, aUser, emptiedDatabase, nthSub, OTHER_POOL, POOL, SUB, T0 } from "./fixtures.ts";
import { queryPlans } from "./query-plans.ts";

const named = (name: string, more: Partial<Group> = {}): Group => aGroup(`id of ${name}`, { name, ...more });

const member = (group: Group, who: Sub, addedAt = T0) => ({
  poolId: group.poolId,
  groupId: group.id,
  sub: who,
  addedAt,
});

const membershipsIn = async (db: Db): Promise<number> => {
  const { rows } = await db.read((tx) =>
    sql<{ n: number }>`select count(*) as n from group_members`.execute(tx),
  );
  return Number(rows[0]?.n);
};

/** All rows of one column of a list, page by page. */
async function pagesOf<T, P>(list: (after: P | undefined) => Promise<readonly T[]>, placeOf: (item: T) => P) {
  const pages: (readonly T[])[] = [];
  for (let after: P | undefined; ; ) {
    const page = await list(after);
    const last = page.at(-1);
    if (last === undefined) return pages;
    pages.push(page);
    after = placeOf(last);
  }
}

await forEachDatabase((database, make) => {
  const empty = emptiedDatabase(make);

  describe("a group", () => {
    test("is found as it was stored", async () => {
      const db = await empty();
      const groups = [
        named("bare"),
        named("full", {
          description: "a\0b \ud800",
          roleArn: "arn:aws:iam::123456789012:role/r",
          precedence: 2 ** 31 - 1,
          updatedAt: T0 + 1,
        }),
        named("empty", { description: "", precedence: 0 }),
      ];
      assert.equal(await db.write((tx) => insertGroups(tx, groups)), 3);
      for (const group of groups) {
        assert.deepEqual(await db.read((tx) => findGroup(tx, POOL, group.name)), group);
      }
      assert.equal(await db.read((tx) => findGroup(tx, OTHER_POOL, "bare")), undefined);
      const found = await db.read((tx) => findGroups(tx, POOL, ["full", "nowhere", "empty"]));
      assert.deepEqual(new Set(found), new Set(groups.slice(1)));
    });

    test("takes a name once in a pool", async () => {
      const db = await empty();
      await db.write((tx) => insertGroups(tx, [named("staff")]));
      const more = [
        aGroup("another", { name: "staff" }),
        named("Staff"),
        named("staff", { poolId: OTHER_POOL }),
      ];
      assert.equal(await db.write((tx) => insertGroups(tx, more)), 2);
      assert.equal((await db.read((tx) => findGroup(tx, POOL, "staff")))?.id, "id of staff");
    });

    test("is changed by whoever read its latest version", async () => {
      const db = await empty();
      const group = named("staff", { description: "old" });
      await db.write((tx) => insertGroups(tx, [group]));
      const changed = { ...group, description: null, precedence: 3, updatedAt: T0 + 9 };
      assert.equal(await db.write((tx) => updateGroup(tx, changed)), true);
      assert.equal(await db.write((tx) => updateGroup(tx, changed)), false);
      assert.deepEqual(await db.read((tx) => findGroup(tx, POOL, "staff")), { ...changed, version: 2 });
    });

    test("is removed once", async () => {
      const db = await empty();
      await db.write((tx) => insertGroups(tx, [named("staff")]));
      assert.equal(await db.write((tx) => removeGroup(tx, named("staff"), T0)), true);
      assert.equal(await db.write((tx) => removeGroup(tx, named("staff"), T0)), false);
      assert.equal(await db.read((tx) => findGroup(tx, POOL, "staff")), undefined);
    });
  });

  test("a pool's groups are listed by the bytes of their names, and counted as far as asked", async () => {
    const db = await empty();
    const names = ["b", "a", "Z", "\u{1f511}", "\uffff", "é", "aa"];
    await db.write((tx) =>
      insertGroups(tx, [...names.map((name) => named(name)), named("other", { poolId: OTHER_POOL })]),
    );
    const expected = ["Z", "a", "aa", "b", "é", "\uffff", "\u{1f511}"];
    for (const limit of [1, 3, 7, 60]) {
      const pages = await pagesOf(
        (after: string | undefined) => db.read((tx) => listGroups(tx, POOL, after, limit)),
        ({ name }) => name,
      );
      assert.deepEqual(
        pages.flat().map(({ name }) => name),
        expected,
      );
    }
    assert.deepEqual(
      await db.read((tx) => Promise.all([5, 7, 100].map((most) => countGroups(tx, POOL, most)))),
      [5, 7, 7],
    );
  });

  test("a user's groups come by precedence, those without one last, then by name", async () => {
    const db = await empty();
    const ranks: [name: string, precedence: number | null][] = [
      ["b", null],
      ["z", 0],
      ["max", 2 ** 31 - 1],
      ["a", null],
      ["y", 5],
      ["x", 5],
    ];
    const groups = ranks.map(([name, precedence]) => named(name, { precedence }));
    await db.write(async (tx) => {
      await insertGroups(tx, [...groups, named("not mine")]);
      assert.equal(
        await insertMembers(
          tx,
          groups.map((group) => member(group, SUB)),
        ),
        6,
      );
      assert.equal(
        await insertMembers(tx, [member(named("x"), SUB), member(named("not mine"), nthSub(1))]),
        1,
      );
    });
    const user = { poolId: POOL, sub: SUB };
    const expected = ["z", "x", "y", "max", "a", "b"];
    const all = await db.read((tx) => listGroupsOfUser(tx, user));
    assert.deepEqual(
      all.map(({ name }) => name),
      expected,
    );
    for (const limit of [1, 2, 5]) {
      const pages = await pagesOf(
        (after: GroupPlace | undefined) => db.read((tx) => listGroupsOfUser(tx, user, { after, limit })),
        (group) => group,
      );
      assert.deepEqual(pages.flat(), all);
    }
    await db.write((tx) => removeMember(tx, named("y"), user));
    await db.write((tx) => removeGroup(tx, named("max"), T0));
    assert.deepEqual(
      (await db.read((tx) => listGroupsOfUser(tx, user))).map(({ name }) => name),
      ["z", "x", "a", "b"],
    );
  });

  test("a group's users come in the order they were added, those of one moment by their sub", async () => {
    const db = await empty();
    const [group, other] = [named("staff"), named("other")];
    const added: [who: number, at: number][] = [
      [5, 2],
      [3, 1],
      [4, 1],
      [1, 9],
      [2, 0],
    ];
    await db.write(async (tx) => {
      await insertGroups(tx, [group, other]);
      for (const [who] of added) await insertUser(tx, aUser(nthSub(who), { username: `user-${who}` }), []);
      await insertMembers(
        tx,
        added.map(([who, at]) => member(group, nthSub(who), T0 + at)),
      );
      await insertMembers(tx, [member(other, nthSub(1))]);
    });
    for (const limit of [1, 2, 60]) {
      const pages = await pagesOf(
        (after: MemberPlace | undefined) => db.read((tx) => listMembers(tx, group, { after, limit })),
        (one) => one,
      );
      assert.deepEqual(
        pages.flat().map(({ user }) => user.username),
        [2, 3, 4, 5, 1].map((who) => `user-${who}`),
      );
    }
    const [first] = await db.read((tx) => listMembers(tx, group, { after: undefined, limit: 1 }));
    assert.deepEqual(first?.user, await db.read((tx) => findUserBySub(tx, POOL, nthSub(2))));
  });

  test("a removed user is in no group", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertGroups(tx, [named("staff")]);
      await insertUser(tx, aUser(), []);
      await insertMembers(tx, [member(named("staff"), SUB)]);
    });
    await db.write((tx) => removeUser(tx, aUser(), T0));
    assert.equal(await membershipsIn(db), 0);
  });

  test("whoever is held can't be removed without what was added meanwhile", async () => {
    const db = await empty();
    await db.write(async (tx) => {
      await insertGroups(tx, [named("staff")]);
      await insertUser(tx, aUser(), []);
    });
    let isHeld = () => {};
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const adding = db.write(async (tx) => {
      assert.equal(await holdUser(tx, aUser()), true);
      isHeld();
      // Time enough for the removal to begin, and on PostgreSQL to get as far as it can.
      for (let count = 0; count < 50; count++) await findGroup(tx, POOL, "staff");
      await insertMembers(tx, [member(named("staff"), SUB)]);
    });
    const removing = held.then(() => db.write((tx) => removeUser(tx, aUser(), T0)));
    await adding;
    assert.equal(await removing, true);
    assert.equal(await membershipsIn(db), 0);
    assert.equal(await db.write((tx) => holdUser(tx, aUser())), false);
  });

  test("the members of a removed group are erased in batches, and no others", async () => {
    const db = await empty();
    const [group, other] = [named("staff"), named("other")];
    await db.write(async (tx) => {
      await insertGroups(tx, [group, other]);
      await insertMembers(
        tx,
        Array.from({ length: 1000 }, (_, at) => member(group, nthSub(at))),
      );
      await insertMembers(tx, [member(other, SUB)]);
      await removeGroup(tx, group, T0);
    });
    const erasure = await db.read((tx) => nextErasure(tx, T0));
    assert.deepEqual(erasure, { poolId: POOL, kind: "group", targetId: group.id, requestedAt: T0 });
    for (const left of [701, 401, 101]) {
      assert.equal(await db.write((tx) => eraseSome(tx, erasure, 300)), true);
      assert.equal(await membershipsIn(db), left);
    }
    // Somebody added by a transaction that still found the group.
    await db.write((tx) => insertMembers(tx, [member(group, SUB)]));
    assert.equal(await db.write((tx) => eraseSome(tx, erasure, 300)), false);
    assert.equal(await membershipsIn(db), 1);
    assert.equal(await db.read((tx) => nextErasure(tx, T0)), undefined);
  });

  if (database !== "SQLite") return;

  describe("indexes alone lead", () => {
    const owned = "SEARCH groups USING INDEX sqlite_autoindex_groups_1 (pool_id=? AND id=?)";
    const ofUser =
      "SEARCH group_members USING COVERING INDEX sqlite_autoindex_group_members_1 (pool_id=? AND sub=?)";
    const user = { poolId: POOL, sub: SUB };
    const group = { poolId: POOL, id: "id" };
    const limit = 60;
    const plans: [what: string, ask: (tx: ReadTx) => Promise<unknown>, plan: string[]][] = [
      [
        "to a user's groups, of which there are few to sort",
        (tx) => listGroupsOfUser(tx, user),
        [ofUser, owned, "USE TEMP B-TREE FOR ORDER BY"],
      ],
      [
        "to the group of a name",
        (tx) => findGroup(tx, POOL, "staff"),
        ["SEARCH groups USING INDEX sqlite_autoindex_groups_2 (pool_id=? AND name=?)"],
      ],
      [
        "to a pool's groups, in their order",
        (tx) => listGroups(tx, POOL, "a", limit),
        ["SEARCH groups USING INDEX sqlite_autoindex_groups_2 (pool_id=? AND name>?)"],
      ],
      [
        "to a group's first users, in their order",
        (tx) => listMembers(tx, group, { after: undefined, limit }),
        [
          "SEARCH group_members USING COVERING INDEX group_members_by_age (pool_id=? AND group_id=?)",
          "SEARCH users USING INDEX sqlite_autoindex_users_1 (pool_id=? AND sub=?)",
        ],
      ],
      [
        "to a group's next users, in their order",
        (tx) => listMembers(tx, group, { after: { addedAt: T0, sub: SUB }, limit }),
        [
          "SEARCH group_members USING COVERING INDEX group_members_by_age (pool_id=? AND group_id=? AND (added_at,sub)>(?,?))",
          "SEARCH users USING INDEX sqlite_autoindex_users_1 (pool_id=? AND sub=?)",
        ],
      ],
    ];
    for (const [what, ask, plan] of plans) {
      test(what, async () => assert.deepEqual(await queryPlans(await make(), ask), [plan]));
    }
  });
});
