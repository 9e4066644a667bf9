/** Told after a commit that messages may be waiting. */
export interface OutboxBell {
  ring(): void;
}
