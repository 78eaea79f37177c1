/** Codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds, as all such apps know. */
import { Secret, TOTP } from 'otpauth'

export const TOTP_STEP_MS = 30_000
/** RFC 4226, 4: as long as the hash. */
export const TOTP_SECRET_BYTES = 20
/** Steps before and after the present one that count too: a phone's clock may be half a minute off. */
const WINDOW = 1

/** The step of time that the code belongs to; null: it fits none of those that count. */
export function findStep(secret: Uint8Array, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? null : Math.floor(now / TOTP_STEP_MS) + delta
}

/** What `describeSecret` wrote, blanks or not. */
export function parseSecret(base32: string): Uint8Array {
  return Secret.fromBase32(base32.replaceAll(' ', '')).bytes
}

/** For tests, and for whoever has to stand in for a phone. */
export function codeAt(secret: Uint8Array, now: number): string {
  return totpOf(secret).generate({ timestamp: now })
}

/** What the app is told, by picture or by hand. `secret`: base32, without padding. */
export function describeSecret(
  secret: Uint8Array,
  names: { readonly issuer: string; readonly account: string },
): { readonly uri: string; readonly secret: string } {
  const totp = totpOf(secret, names)
  return { uri: totp.toString(), secret: totp.secret.base32 }
}

function totpOf(bytes: Uint8Array, names?: { issuer: string; account: string }): TOTP {
  const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer })
  return new TOTP({
    ...(names === undefined ? {} : { issuer: names.issuer, label: names.account }),
    algorithm: 'SHA1',
    digits: 6,
    period: TOTP_STEP_MS / 1000,
    secret,
  })
}
