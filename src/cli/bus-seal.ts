import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const NONCE = 12
const TAG = 16

export interface BusSeal {
  /** Begins the names of channels: installations with other keys do not hear each other. */
  readonly prefix: string
  readonly seal: {
    seal(text: string): string
    /** Null for what was not sealed with this key. */
    open(text: string): string | null
  }
}

/** What goes between processes holds what people type: only who has the installation's key reads it. */
export function createBusSeal(secretKey: Uint8Array): BusSeal {
  const key = createHmac('sha256', secretKey).update('alongside bus').digest()
  const name = createHmac('sha256', secretKey).update('alongside bus name').digest('base64url')
  return {
    prefix: `alongside-${name.slice(0, 8)}`,
    seal: {
      seal(text) {
        const nonce = randomBytes(NONCE)
        const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
        const body = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
        return Buffer.concat(body).toString('base64')
      },
      open(text) {
        const box = Buffer.from(text, 'base64')
        if (box.length < NONCE + TAG) return null
        const nonce = box.subarray(0, NONCE)
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
        decipher.setAuthTag(box.subarray(box.length - TAG))
        try {
          const body = decipher.update(box.subarray(NONCE, box.length - TAG))
          return Buffer.concat([body, decipher.final()]).toString('utf8')
        } catch {
          // The only thing that `final` refuses is a tag that does not fit.
          return null
        }
      },
    },
  }
}
