declare const brand: unique symbol

/** A string that only its own kind of identifier may be passed as. */
export type Id<name extends string> = string & { readonly [brand]: name }

/** One run of an interview. Public: it stands in URLs; the right to open it is a secret in a cookie. */
export type SessionId = Id<'session'>
/** One person in one session, whether signed in or not; signing in does not change it. */
export type ParticipantId = Id<'participant'>
/** One load of a page in one browser tab. */
export type PageId = Id<'page'>
export type AccountId = Id<'account'>
/** One running server process. */
export type ProcessId = Id<'process'>
/** Something that a person sent: its bytes and its row. */
export type FileId = Id<'file'>
/** A mail in the outbox. */
export type MailId = Id<'mail'>
/** A telephone call: digest of the provider's own id of it. */
export type CallId = Id<'call'>
/** Made by the sender of a durable command: sending the same one again is safe. */
export type CommandId = Id<'command'>

const RANDOM_ID = /^[A-Za-z0-9_-]{22}$/

/** 128 bits as 22 characters of base64url: the form of every id that we make. */
export function encodeId(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  let text = ''
  for (let i = 0; i < 16; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let shift = 18; shift >= 0; shift -= 6) text += alphabet[(word >> shift) & 63]
  }
  return text.slice(0, 22)
}

export function parseSessionId(text: string): SessionId | null {
  return RANDOM_ID.test(text) ? (text as SessionId) : null
}

export function parseParticipantId(text: string): ParticipantId | null {
  return RANDOM_ID.test(text) ? (text as ParticipantId) : null
}

export function parsePageId(text: string): PageId | null {
  return RANDOM_ID.test(text) ? (text as PageId) : null
}

export function parseAccountId(text: string): AccountId | null {
  return RANDOM_ID.test(text) ? (text as AccountId) : null
}

export function parseProcessId(text: string): ProcessId | null {
  return RANDOM_ID.test(text) ? (text as ProcessId) : null
}

export function parseFileId(text: string): FileId | null {
  return RANDOM_ID.test(text) ? (text as FileId) : null
}

export function parseMailId(text: string): MailId | null {
  return RANDOM_ID.test(text) ? (text as MailId) : null
}

export function parseCallId(text: string): CallId | null {
  return RANDOM_ID.test(text) ? (text as CallId) : null
}

/** A page's key and a counter (`key-12`), or a key alone. */
export function parseCommandId(text: string): CommandId | null {
  return /^[A-Za-z0-9_-]{22}(-[0-9]{1,9})?$/.test(text) ? (text as CommandId) : null
}
