/** Puts pictures, players and links in place of what a screen's texts say of files. */
import { text } from '../texts/text.ts'
import type { FileKeeper, KeptFile, Owner } from './file-keeper.ts'
import { hasMarks, placeMarks, type FileMark } from './pages/file-marks.ts'
import { attr, flag, html, type Html } from './pages/html.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import { sessionUrls } from './routes.ts'

/** Files of a package that a page may draw. */
const DRAWN = /\.(?:png|jpe?g|gif|webp|svg)$/i

export async function placeFiles<T extends Pick<RenderedScreen, 'html' | 'help'>>(
  keeper: FileKeeper,
  owner: Owner,
  root: string,
  rendered: T,
): Promise<T> {
  if (!hasMarks(rendered.html) && !hasMarks(rendered.help)) return rendered
  const urls = sessionUrls(root, owner.room.id)
  const kept = await keeper.list(owner)
  const byNumber = new Map(kept.map((file) => [file.file.number, file]))
  const addressOf = (number: number): string => {
    const found = byNumber.get(number)
    return found === undefined ? '' : urls.sentFiles + found.file.id
  }

  function show(mark: FileMark): Html {
    const { reference } = mark
    if (!/^\d{1,9}$/.test(reference)) return showStatic(mark, urls.files)
    const found = byNumber.get(Number(reference))
    return found === undefined
      ? html`<span class="al-file-gone">${text('file.gone')}</span>`
      : showSent(mark, found, addressOf(Number(reference)))
  }

  const place = (markup: string): string => placeMarks(markup, show, addressOf)
  return { ...rendered, html: place(rendered.html), help: place(rendered.help) }
}

function showSent(mark: FileMark, { file, shownAs }: KeptFile, address: string): Html {
  const { filename } = file
  const name = mark.alt ?? filename
  if (shownAs?.startsWith('image/') === true) return showPicture(mark, address, name)
  if (mark.inCaption) return html`<span ${hidden(mark)}>${filename}</span>`
  if (shownAs?.startsWith('audio/') === true) {
    return html`<audio
      class="al-player"
      controls
      preload="metadata"
      src="${address}"
      aria-label="${name}"
      ${hidden(mark)}
    ></audio>`
  }
  if (shownAs?.startsWith('video/') === true) {
    return html`<video
      class="al-player al-player-video"
      controls
      playsinline
      preload="metadata"
      src="${address}"
      aria-label="${name}"
      ${attr('width', mark.width)}${hidden(mark)}
    ></video>`
  }
  return showLink(mark, address, filename)
}

/** `logo.png`, or `docassemble.other:data/static/logo.png`. */
function showStatic(mark: FileMark, folder: string): Html {
  const { reference, alt } = mark
  if (!/^[\w.:/ -]+\.\w{1,10}$/.test(reference) || reference.includes('..')) {
    return html`[FILE ${reference}]`
  }
  const address = folder + reference.split('/').map(encodeURIComponent).join('/')
  if (DRAWN.test(reference)) return showPicture(mark, address, alt ?? '')
  const name = alt ?? reference.split('/').at(-1) ?? reference
  return mark.inCaption
    ? html`${name}`
    : html`<a class="al-file-link" href="${address}">${name}</a>`
}

function showLink(mark: FileMark, address: string, name: string): Html {
  return html`<a class="al-file-link" href="${address}" ${hidden(mark)}>${name}</a>`
}

function showPicture(mark: FileMark, address: string, alt: string): Html {
  return html`<img
    class="al-file-image"
    src="${address}"
    alt="${alt}"
    ${attr('width', mark.width)}${hidden(mark)}
  />`
}

function hidden({ isPrivate }: FileMark): Html {
  return flag('data-private', isPrivate)
}
