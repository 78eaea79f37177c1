/** argon2id from `node:crypto`; the only place that sees a password. */
export interface PasswordHasher {
  /** PHC string: `$argon2id$v=19$m=...,t=...,p=...$salt$hash` */
  hash(password: string): Promise<string>
  /** False for a wrong password, an unknown format, or null (an account without one: same time taken). */
  verify(password: string, hash: string | null): Promise<boolean>
}
