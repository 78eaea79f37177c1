/** Fields that people answer with files, as the form shows them. */
import type { FieldSpec } from './blocks.ts'
import type { Look } from './look.ts'
import type { Field, Upload } from './screen.ts'

type Kind = Pick<Upload, 'accept' | 'capture' | 'several'>

const ANY: Kind = { accept: null, capture: null, several: false }
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['file', ANY],
  ['files', { ...ANY, several: true }],
  ['camera', { ...ANY, accept: 'image/*', capture: 'environment' }],
  ['environment', { ...ANY, accept: 'image/*', capture: 'environment' }],
  ['user', { ...ANY, accept: 'image/*', capture: 'user' }],
  ['camcorder', { ...ANY, accept: 'video/*', capture: 'environment' }],
  ['microphone', { ...ANY, accept: 'audio/*', capture: 'user' }],
])
/** What browsers draw, and nothing that could hold a program. */
const DRAWN: Kind = { ...ANY, accept: 'image/png,image/jpeg,image/webp,image/gif' }

export function isFileType(datatype: string): boolean {
  return KINDS.has(datatype)
}

export function isUpload(widget: Field['widget']): boolean {
  return widget === 'file' || widget === 'signature'
}

export function planUpload(
  look: Look,
  { accept, datatype, penColor }: FieldSpec,
  variable: string | null,
): () => Upload {
  const kind = datatype === 'signature' ? DRAWN : (KINDS.get(datatype) ?? ANY)
  const parts = {
    accept: accept === null ? () => null : look.value(accept),
    held: variable === null ? () => [] : look.files(variable),
    penColor: look.textOrNull(penColor),
  }
  return () => {
    const own = parts.accept()
    const held = parts.held()
    return {
      ...kind,
      ...(typeof own === 'string' && own.trim() !== '' ? { accept: own.trim() } : {}),
      held: kind.several ? held : held.slice(0, 1),
      penColor: parts.penColor(),
    }
  }
}
