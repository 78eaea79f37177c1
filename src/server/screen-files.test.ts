import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BEGIN_PRIVATE, END_PRIVATE } from '../interview/private-marks.ts'
import type { SessionId } from '../base/id.ts'
import type { FileKeeper, KeptFile, Owner } from './file-keeper.ts'
import { renderMedia } from './pages/media.ts'
import { markPrivate } from './pages/private-markup.ts'
import { renderMarkdown } from './pages/markdown.ts'
import { observersCopy } from './pages/observers-copy.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import { placeFiles } from './screen-files.ts'

function kept(number: number, shownAs: string | null): KeptFile {
  const file = { id: `file-${number}`, number, filename: `secret ${number}.bin`, size: 1 }
  return { file: { ...file, extension: 'bin', mimetype: 'x/y' }, shownAs }
}

const FILES = [kept(1, 'image/png'), kept(2, 'audio/mpeg'), kept(3, 'video/mp4'), kept(4, null)]
const KEEPER = { list: async () => FILES } as unknown as FileKeeper
const OWNER = { room: { id: 'session' as SessionId } } as unknown as Owner

async function place(text: string): Promise<string> {
  const html = markPrivate(renderMarkdown(text).html)
  const rendered = { html, help: '' } as RenderedScreen
  return (await placeFiles(KEEPER, OWNER, '/', rendered)).html.replaceAll(/\s+/g, ' ')
}

describe('files in a screen', () => {
  it('[QUE6] are a picture, a player or a link, by what they are', async () => {
    const shown = await place('[FILE 1, 50%] [FILE 2] [FILE 3] [FILE 4] [FILE 5]')
    assert.match(
      shown,
      /<img class="al-file-image" src="\/s\/session\/file\/file-1" alt="secret 1.bin" width="50%"/,
    )
    assert.match(shown, /<audio [^>]*src="\/s\/session\/file\/file-2"/)
    assert.match(shown, /<video [^>]*src="\/s\/session\/file\/file-3"/)
    assert.match(
      shown,
      /<a class="al-file-link" href="\/s\/session\/file\/file-4" ?>secret 4.bin<\/a>/,
    )
    assert.match(shown, /This file is no longer there/)
  })

  it('[QUE6] of the package are drawn, linked, or left as they were written', async () => {
    const shown = await place(
      '[FILE a b.png, 10px, Logo] [FILE x:data/static/a.pdf] [FILE ../a.png]',
    )
    assert.match(
      shown,
      /<img class="al-file-image" src="\/s\/session\/static\/a%20b.png" alt="Logo" width="10"/,
    )
    assert.match(
      shown,
      /<a class="al-file-link" href="\/s\/session\/static\/x%3Adata\/static\/a.pdf" ?>/,
    )
    assert.match(shown, /\[FILE \.\.\/a\.png\]/)
  })

  it('[OBS7] what is hidden from observers is hidden whatever it is: address, name and words', async () => {
    for (const number of [1, 2, 3, 4]) {
      const markup = `[FILE ${number}, None, secret words]`
      const open = await place(`See ${markup} there`)
      assert.match(observersCopy(open), number === 4 ? /secret 4/ : /secret words/)
      const hidden = await place(`See ${BEGIN_PRIVATE}${markup}${END_PRIVATE} there`)
      assert.match(hidden, number === 4 ? /secret 4/ : /secret words/)
      assert.doesNotMatch(observersCopy(hidden), /secret|file-\d/, markup)
      assert.doesNotMatch(hidden, new RegExp(`[${BEGIN_PRIVATE}${END_PRIVATE}]|al-file `))
    }
  })

  it('[QUE1] [OBS7] a recording that was sent is played, and hidden where it has to be', async () => {
    const play = async (file: string): Promise<string> => {
      const media = { kind: 'audio', files: [file], captions: null, transcript: null } as const
      const [player] = renderMedia([media], { filesUrl: '/static/', language: 'en' })
      const rendered = { html: markPrivate(player?.html ?? ''), help: '' } as RenderedScreen
      return (await placeFiles(KEEPER, OWNER, '/', rendered)).html.replaceAll(/\s+/g, ' ')
    }
    const open = await play('[FILE 2]')
    assert.match(open, /<audio [^>]*> <source src="\/s\/session\/file\/file-2"/)
    assert.match(observersCopy(open), /file-2/)
    const hidden = await play(`${BEGIN_PRIVATE}[FILE 2]${END_PRIVATE}`)
    assert.match(hidden, /<source src="\/s\/session\/file\/file-2"/)
    assert.doesNotMatch(observersCopy(hidden), /file-2/)
  })
})
