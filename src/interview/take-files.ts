/** What was sent for a field of files, as the value of its variable, or why not. */
import { text as word } from '../texts/text.ts'
import { refusal, type Taken } from './take-typed.ts'
import type { Question } from './build-screen.ts'
import type { SentFile, SentFiles } from './request.ts'

const UNKNOWN = 'application/octet-stream'
const NOTHING: SentFiles = { kept: [], fresh: [], refusal: null }

export function takeFiles({ field, variable }: Question, sent: SentFiles = NOTHING): Taken {
  const { upload, required, widget } = field
  if (upload === null) throw new Error(`${field.key} takes no files`)
  if (sent.refusal !== null) return { refusal: sent.refusal }
  // What was sent now takes the place of the one that was there.
  const files = upload.several ? onlyOnce(sent) : sent.fresh.length > 0 ? sent.fresh : sent.kept
  if (!upload.several && files.length > 1) return { refusal: word('answer.oneFile') }
  const isFitting = (file: SentFile): boolean =>
    isAccepted(file, upload.accept) && (widget !== 'signature' || file.mimetype !== UNKNOWN)
  if (!files.every(isFitting)) return { refusal: word('answer.fileKind') }
  if (files.length === 0) {
    if (required) return refusal(field, 'required')
    return { item: { name: variable, type: 'none', value: null } }
  }
  if (widget === 'signature') {
    return { item: { name: variable, type: 'file', value: files[0] } }
  }
  return { item: { name: variable, type: 'files', value: files } }
}

function onlyOnce({ kept, fresh }: SentFiles): readonly SentFile[] {
  return [...new Map([...kept, ...fresh].map((file) => [file.number, file])).values()]
}

/** A kind that nobody knows is let through: an ending may stand for any. */
export function isAccepted({ filename, mimetype }: SentFile, accept: string | null): boolean {
  const wanted = (accept ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (wanted.length === 0) return true
  return wanted.some((part) => {
    if (part.startsWith('.')) return filename.toLowerCase().endsWith(part)
    if (mimetype === UNKNOWN) return true
    return part.endsWith('/*') ? mimetype.startsWith(part.slice(0, -1)) : mimetype === part
  })
}
