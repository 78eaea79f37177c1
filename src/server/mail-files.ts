/** Files of a session as attachments of its mails, read when the mail is sent. */
import type { Attachment } from '../mail/mailer.ts'
import type { Store } from '../store/store.ts'
import type { FileKeeper } from './file-keeper.ts'
import type { ReadAttachments } from './postman.ts'

/** Of one mail; most mail servers take 25 MB, and an attachment grows by a third on its way. */
const MAX_ATTACHED_BYTES = 15 * 1024 * 1024

export function createReadAttachments(world: {
  readonly store: Store
  readonly keeper: FileKeeper
}): ReadAttachments {
  const { store, keeper } = world
  return async (room, numbers) => {
    const stored = await store.readFiles(room)
    const wanted = numbers.map((number) => stored.find((file) => file.number === number))
    const size = wanted.reduce((sum, file) => sum + (file?.size ?? 0), 0)
    if (size > MAX_ATTACHED_BYTES) return null
    const attachments: Attachment[] = []
    for (const row of wanted) {
      const kept = row === undefined ? null : await keeper.find(room, row.id)
      if (kept === null) return null
      const { file } = kept
      const parts: Uint8Array[] = []
      for await (const part of keeper.read(room, file, 0, file.size)) parts.push(part)
      const { filename, mimetype } = file
      attachments.push({ filename, mimetype, content: Buffer.concat(parts) })
    }
    return attachments
  }
}
