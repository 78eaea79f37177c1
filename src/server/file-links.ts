/**
 * Addresses of what people sent. Screens are saved with plain addresses; only what is just being
 * served gets keys, which open one file for five minutes: an opaque frame sends no cookies.
 */
import type { SessionId } from '../base/id.ts'
import { sessionUrls } from './routes.ts'
import { isSameText } from './same-text.ts'
import type { Keyring } from './seal.ts'

const LIVES_MS = 5 * 60 * 1000

export interface FileLinks {
  /** Gives every address of the session's files in the markup a key. */
  sign(markup: string, session: SessionId, now: number): string
  isGood(key: string, session: SessionId, file: string, now: number): boolean
}

export function createFileLinks(keyring: Keyring, root: string): FileLinks {
  function keyFor(session: SessionId, file: string, until: number): string {
    return `${until.toString(36)}.${keyring.digest('file link', `${session}\n${file}\n${until}`)}`
  }

  return {
    sign(markup, session, now) {
      const address = sessionUrls(root, session).sentFiles
      if (!markup.includes(address)) return markup
      // Of what an address can hold, only the dot means something else in a pattern.
      const literal = address.replaceAll('.', '\\.')
      const pattern = new RegExp(`${literal}([\\w-]{22})(?:\\?key=[\\w.-]*)?(?![\\w/-])`, 'g')
      return markup.replaceAll(pattern, (_, file: string) => {
        return `${address}${file}?key=${keyFor(session, file, now + LIVES_MS)}`
      })
    },
    isGood(key, session, file, now) {
      const [, moment = ''] = /^([0-9a-z]{1,10})\.[\w-]{43}$/.exec(key) ?? []
      const until = Number.parseInt(moment, 36)
      if (!(until > now)) return false
      return isSameText(key, keyFor(session, file, until))
    },
  }
}
