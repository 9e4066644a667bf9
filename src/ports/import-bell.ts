/** Told after a commit that an import job may have been started or stopped. */
export interface ImportBell {
  ring(): void;
}
