/**
 * A place for a signature. As it is served, and without a script, it asks for a picture of one; the
 * page's script makes it a place to draw on, with a line for who types their name.
 */
import type { Field, Upload } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import { heldFiles, renderHeld } from './file-field.ts'
import { invalid, isSecret, type FieldContext } from './field-parts.ts'
import { attr, html, raw, type Html } from './html.ts'
import { renderMarkdown } from './markdown.ts'

const COLOR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,30})$/i

export function renderSignature(
  field: Field,
  upload: Upload,
  context: FieldContext,
  shared: Html,
): Html {
  const { key } = field
  const held = heldFiles(field, upload, context)
  const pen = COLOR.test(upload.penColor ?? '') ? upload.penColor : null
  const under =
    context.under === null || context.under === undefined
      ? null
      : html`<div class="al-sign-under">${renderMarkdown(context.under)}</div>`
  return html`<div class="al-sign" ${context.stamp()}>
    ${held.length === 0 ? null : renderEarlier(field, upload, context)}
    <canvas
      class="al-signature"
      id="${key}-pad"
      data-m="${key}-pad"
      role="img"
      aria-label="${text('signature.pad')}"
      ${attr('data-al-pen', pen)}${attr('aria-describedby', `${key}-error`)}
    ></canvas>
    ${under}
    <div class="al-sign-tools">
      <label class="form-label" for="${key}-typed">${text('signature.type')}</label>
      <div class="al-sign-row">
        <input
          type="text"
          class="form-control"
          id="${key}-typed"
          data-m="${key}-typed"
          data-al-typed
          maxlength="80"
          autocomplete="off"
        /><button
          type="button"
          class="btn btn-outline-secondary"
          data-al-clear
          data-m="${key}-clear"
        >
          ${text('signature.clear')}
        </button>
      </div>
      <p
        class="form-text al-sign-state"
        role="status"
        data-al-empty="${text('signature.empty')}"
        data-al-signed="${text('signature.signed')}"
        ${context.stamp()}
      ></p>
    </div>
    <div class="al-sign-file">
      <label class="form-label" for="${key}">${text('signature.picture')}</label>
      <input
        type="file"
        class="form-control${invalid(field, context)}"
        ${shared}${attr('accept', upload.accept)}
      />
    </div>
  </div>`
}

/** What was signed before, as it looks. */
function renderEarlier(field: Field, upload: Upload, context: FieldContext): Html {
  const [file] = heldFiles(field, upload, context)
  const picture =
    file === undefined || isSecret(field)
      ? null
      : raw(
          `<al-file ref="${file.number}" width="50%" alt="${text('signature.earlier')}"></al-file>`,
        )
  return html`${picture}${renderHeld(field, upload, context)}`
}
