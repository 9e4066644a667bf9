/** Checks passwords against hashes that another system made, off the main thread and a few at a time. */
export interface ImportedHashes {
  /** Throws where `hash` is of no form and cost that `readPasswordHash` takes, or can't be computed on this machine. */
  verify(password: string, hash: string): Promise<boolean>;
}
