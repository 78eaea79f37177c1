/**
 * Pictures that an interview has names for, on a screen: beside the question, in buttons and choices,
 * and in texts. They say nothing that the words do not say, so nobody is read anything of them.
 */
import type { Picture, Screen } from '../../interview/screen.ts'
import { placeIcons } from './file-marks.ts'
import { html, raw, type Html } from './html.ts'
import { renderInline } from './markdown.ts'

/** The question's own picture; null where there is none. */
export function renderDecoration(picture: Picture | null, filesUrl: string): Html | null {
  return picture === null ? null : renderPicture(picture, 'al-decoration', filesUrl)
}

/** Within a button or a label. */
export function renderChoicePicture(picture: Picture | null, filesUrl: string): Html | null {
  return picture === null ? null : renderPicture(picture, 'al-choice-picture', filesUrl)
}

export function renderAttributions({ attributions }: Screen, stamp: () => Html): Html | null {
  if (attributions.length === 0) return null
  return html`<div class="al-attributions" ${stamp()}>
    ${attributions.map((words) => html`<p>${renderInline(words)}</p>`)}
  </div>`
}

/** Puts pictures in place of `:name:` where the screen has one of that name. */
export function withIcons(markup: string, images: Screen['images'], filesUrl: string): string {
  return placeIcons(markup, (name) => {
    const file = Object.hasOwn(images, name) ? images[name] : undefined
    return file === undefined ? null : renderPicture(file, 'al-icon', filesUrl)
  })
}

/** Null: of a file that was sent, whose address is known only when the screen is saved. */
export function addressOf(picture: Picture, filesUrl: string): string | null {
  if (/^\d+$/.test(picture)) return null
  return filesUrl + picture.split('/').map(encodeURIComponent).join('/')
}

function renderPicture(picture: Picture, classes: string, filesUrl: string): Html {
  const address = addressOf(picture, filesUrl)
  if (address === null) return raw(`<al-file ref="${picture}" caption></al-file>`)
  return html`<img class="${classes}" src="${address}" alt="" />`
}
