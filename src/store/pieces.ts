/**
 * Cuts a list into pieces whose lengths are powers of two, the longest of them `most`: statements that are as long as
 * their values come in few lengths then, so that a database can keep them prepared.
 */
export function* pieces<T>(list: readonly T[], most: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; ) {
    let length = most;
    while (length > list.length - at) length /= 2;
    yield list.slice(at, at + length);
    at += length;
  }
}
