import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import type { Worker } from "node:worker_threads";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import {
  G,
  N,
  privateKey,
  scramblingParameter,
  serverPublicValue,
  sharedBase,
} from "../../src/domain/auth/srp.ts";
import { preparePower } from "../../src/effects/power-modulo.ts";
import { SrpThreads } from "../../src/effects/srp-threads.ts";

const scope = new TransactionScope();
const threads = new SrpThreads({ scope, log: silentLog, threads: 2 });
after(() => threads.close());

const random = seededRandom("modular powers");
const integerOf = (bytes: number): bigint => BigInt(`0x${Buffer.from(random.bytes(bytes)).toString("hex")}`);

/** Schoolbook square and multiply, to compare with. */
function expected(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/** A base whose cube begins with 24 zero bits. */
const SMALL_CUBE = 1n << 1015n;

const EDGES: [string, bigint, bigint][] = [
  ["base 0", 0n, 5n],
  ["0 to the 0", 0n, 0n],
  ["base 1", 1n, 5n],
  ["base N - 1, odd", N - 1n, 5n],
  ["base N - 1, even", N - 1n, 6n],
  ["base N - 2", N - 2n, 3n],
  ["base N", N, 5n],
  ["base N + 1", N + 1n, 5n],
  ["base above N", N * 3n + 7n, 5n],
  ["exponent 0", 7n, 0n],
  ["exponent 1", 7n, 1n],
  ["exponent 2", 7n, 2n],
  ["exponent (N - 1) / 2, which gives 1", 4n, (N - 1n) / 2n],
  ["exponent (N - 1) / 2, which gives N - 1", 5n, (N - 1n) / 2n],
  ["exponent (N - 1) / 2 + 1", 7n, (N + 1n) / 2n],
  ["exponent N - 2", 7n, N - 2n],
  ["exponent N - 1", 7n, N - 1n],
  ["exponent N", 7n, N],
  ["exponent above N", 7n, N * 5n + 3n],
  ["a result that begins with zeros", SMALL_CUBE, 3n],
];

for (const [name, base, exponent] of EDGES) {
  test(`exact: ${name}`, async () => {
    assert.equal(await threads.power(base, exponent), expected(base, exponent));
  });
}

test("exact: random bases and exponents of 256, 1024 and 3072 bits", async () => {
  const pairs = [32, 32, 32, 32, 32, 32, 128, 128, 384].map(
    (bytes) => [integerOf(384), integerOf(bytes)] as const,
  );
  const powers = await Promise.all(pairs.map(([base, exponent]) => threads.power(base, exponent)));
  assert.deepEqual(
    powers,
    pairs.map(([base, exponent]) => expected(base, exponent)),
  );
});

test("the prepared group gives the same powers", () => {
  const power = preparePower();
  const edges = EDGES.map(([, base, exponent]) => [base % N, exponent % (N - 1n)] as const);
  const inRange = edges.filter(([base, exponent]) => base > 1n && base < N - 1n && exponent > 0n);
  for (const [base, exponent] of [...inRange, [integerOf(384) % N, integerOf(32)] as const]) {
    assert.equal(power(base, exponent), expected(base, exponent));
  }
});

test("a negative number is refused", async () => {
  await assert.rejects(threads.power(-1n, 2n), RangeError);
  await assert.rejects(threads.power(2n, -1n), RangeError);
});

test("a whole exchange comes out as the clients' own arithmetic has it", async () => {
  const sha = (value: bigint): string => createHash("sha256").update(value.toString(16)).digest("hex");
  const secret = (seed: string): bigint => BigInt(`0x${createHash("sha256").update(seed).digest("hex")}`);
  const [a, b] = [secret("client ephemeral"), secret("server ephemeral")];
  const who = { poolName: "EXAMPLE12", userId: "6d6a3b36-1111-4222-8333-0123456789ab" };
  const x = privateKey(who, "Passw0rd!", "1f6ec3f5ed4bdf5a9cf0e2b1a4c3d2e1");

  const [A, v, gB] = await Promise.all([threads.power(G, a), threads.power(G, x), threads.power(G, b)]);
  const B = serverPublicValue(v, gB);
  const u = scramblingParameter(A, B);
  const S = await threads.power(sharedBase(A, await threads.power(v, u)), b);

  assert.equal(sha(A), "3467138ca0e18facbdb03fe9973f838ef29e057eaf040fa1a519be4cd3acba4b");
  assert.equal(sha(v), "05d7387081cfb74ec024fbffcfb6cc6ee5577bfc3b11271d7e296ee0d1a052d6");
  assert.equal(sha(B), "2511f59059de1ffdd0e663eeee17f27e87d23b8fec6280d5cc4cc22c73f96df6");
  assert.equal(sha(S), "3f0991a0d4e74e999c8ca139f84ede36e770b3ee15de76927ddfb7689e946a82");
});

test("no power is lost while threads prepare themselves", async () => {
  const own = new SrpThreads({ scope, log: silentLog, threads: 2, prepareAfter: 2 });
  const exponents = Array.from({ length: 60 }, () => integerOf(32));
  const powers = await Promise.all(exponents.map((exponent) => own.power(3n, exponent)));
  assert.deepEqual(
    powers,
    exponents.map((exponent) => expected(3n, exponent)),
  );
  await own.close();
});

test("what waits fails when the threads are closed, and so does what comes later", async () => {
  const own = new SrpThreads({ scope, log: silentLog, threads: 2 });
  const waiting = Promise.allSettled(Array.from({ length: 20 }, () => own.power(3n, integerOf(32))));
  await own.close();
  const failed = (await waiting).filter(({ status }) => status === "rejected");
  assert.ok(failed.length >= 16);
  await assert.rejects(own.power(3n, 5n), /closed/);
});

test("a thread that dies fails what it had and is replaced", async (t) => {
  const workers: Worker[] = [];
  const note = (worker: Worker): void => void workers.push(worker);
  process.on("worker", note);
  t.after(() => process.off("worker", note));
  const own = new SrpThreads({ scope, log: silentLog, threads: 2 });
  await own.power(3n, 5n);
  const slow = Array.from({ length: 4 }, () => own.power(5n, (N - 1n) / 2n));
  const settled = Promise.allSettled(slow);
  await Promise.all(workers.map((worker) => worker.terminate()));
  const last = (await settled)[3];
  assert.match(String(last?.status === "rejected" && last.reason), /a thread ended before/);
  assert.equal(await own.power(3n, 5n), 243n);
  assert.equal(workers.length, 4);
  await own.close();
});

test("no power is computed inside a transaction", async () => {
  await scope.run(() =>
    assert.rejects(threads.power(3n, 5n), /a modular power was started inside a transaction/),
  );
});
