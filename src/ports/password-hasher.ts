/** Argon2id for pools that chose it over SRP; a PHC string in and out, off the main thread, bounded in memory. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(password: string, phc: string): Promise<boolean>;
}
