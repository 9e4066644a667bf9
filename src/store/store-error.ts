/** The database can't be used as asked; the message is one line an operator understands. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
