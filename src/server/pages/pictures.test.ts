import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withIcons } from './pictures.ts'
import { plainText, renderCaption, renderMarkdown } from './markdown.ts'

const FILES = '/s/x/static/'
const IMAGES = { star: 'docassemble.base:data/static/star.svg', 'flag-en': 'flags/en a.png' }
const STAR =
  '<img class="al-icon" src="/s/x/static/docassemble.base%3Adata/static/star.svg" alt="" />'

function shown(text: string): string {
  return withIcons(renderMarkdown(text).html, IMAGES, FILES).trim()
}

describe('pictures within texts', () => {
  it('[QUE6] stand in the place of their names', () => {
    assert.equal(shown('Rock :star:s'), `<p>Rock ${STAR}s</p>`)
    assert.match(
      shown('**:flag-en:**'),
      /<strong><img [^>]*src="\/s\/x\/static\/flags\/en%20a.png"/,
    )
    assert.match(withIcons(renderCaption('[a :star:](/b)').html, IMAGES, FILES), /^a <img/)
  })

  it('[QUE6] what has no such name stays text', () => {
    for (const text of ['At :bed: time', '10:30:15', 'a:b:c', ':constructor:', '::', ':a b:']) {
      assert.equal(shown(text), `<p>${text}</p>`)
    }
  })

  it('[QUE6] are not looked for in code, in attributes, or in what stands for a file', () => {
    assert.equal(shown('`:star:`'), '<p><code>:star:</code></p>')
    assert.doesNotMatch(shown('[a](/b:star:c ":star:")'), /<img|al-icon/)
    assert.doesNotMatch(shown('[FILE 3, 50%, a :star: b]'), /<img|<al-icon/)
  })

  it('[QUE6] nobody but the server makes the mark that they come in place of', () => {
    assert.equal(shown('<al-icon>star</al-icon>'), '<p>star</p>')
    assert.equal(shown(':<b>star</b>:'), '<p>:<b>star</b>:</p>')
  })

  it('a title keeps the name, as it has no pictures', () => {
    assert.equal(plainText('Hello :star:'), 'Hello :star:')
  })
})
