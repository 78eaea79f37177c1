/** A field that is answered with files: what is there already may be kept, or let go. */
import type { Field, HeldFile, Upload } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import { inMegabytes } from '../settings.ts'
import { invalid, isSecret, type FieldContext } from './field-parts.ts'
import { attr, flag, html, type Html } from './html.ts'
import { keptKey } from './kept-key.ts'

export function renderFileInput(
  field: Field,
  upload: Upload,
  context: FieldContext,
  shared: Html,
): Html {
  const { accept, capture, several } = upload
  return html`${renderHeld(field, upload, context)}<input
      type="file"
      class="form-control${invalid(field, context)}"
      ${shared}${renderLimit(context.largestFile)}${attr('accept', accept)}${attr('capture', capture)}${flag('multiple', several)}
    />`
}

function renderLimit(bytes: number | undefined): Html | null {
  if (bytes === undefined) return null
  const words = text('answer.fileTooLarge', { size: inMegabytes(bytes) })
  return html`${attr('data-al-largest', bytes)}${attr('data-al-too-large', words)}`
}

/** After a refusal, what came with the form has not to be chosen again. */
export function heldFiles(
  field: Field,
  upload: Upload,
  { values, sent }: FieldContext,
): readonly HeldFile[] {
  if (values === null) return upload.held
  const { kept = [], fresh = [] } = sent?.[field.key] ?? {}
  if (!upload.several) return (fresh.length > 0 ? fresh : kept).slice(0, 1)
  return [...new Map([...kept, ...fresh].map((file) => [file.number, file])).values()]
}

/** Boxes that keep what is there. */
export function renderHeld(field: Field, upload: Upload, context: FieldContext): Html | null {
  const held = heldFiles(field, upload, context)
  if (held.length === 0) return null
  const boxes = held.map(({ number, filename }) => {
    const id = `${field.key}-kept-${number}`
    return html`<div class="form-check">
      <input
        type="checkbox"
        class="form-check-input"
        id="${id}"
        name="${keptKey(field.key)}"
        value="${number}"
        data-m="${id}"
        checked
        ${flag('disabled', field.disabled)}
      /><label class="form-check-label" for="${id}">${keepLabel(field, filename)}</label>
    </div>`
  })
  return html`<div class="al-kept">
    ${boxes}
    <p class="form-text">${text(hintFor(field, upload))}</p>
  </div>`
}

function hintFor({ widget }: Field, { several }: Upload) {
  if (widget === 'signature') return 'signature.replace'
  return several ? 'file.addMore' : 'file.replace'
}

/** OBS7: the name of a file tells something of it, also in the words of its box. */
function keepLabel(field: Field, filename: string): Html {
  if (field.widget === 'signature') return html`${text('signature.keep')}`
  const [before = '', after = ''] = text('file.keep', { name: '\0' }).split('\0')
  return html`${before}<span ${flag('data-private', isSecret(field))}>${filename}</span>${after}`
}
