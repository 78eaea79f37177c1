import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { captionFiles, hasMarks, placeMarks, sourceOf, type FileMark } from './file-marks.ts'
import { html, raw } from './html.ts'
import { plainText, renderCaption, renderInline, renderMarkdown } from './markdown.ts'

function marksIn(markup: string): readonly FileMark[] {
  const marks: FileMark[] = []
  placeMarks(
    markup,
    (mark) => {
      marks.push(mark)
      return raw('')
    },
    () => '',
  )
  return marks
}

const bare = { width: null, alt: null, inCaption: false, isPrivate: false }

describe('[FILE] in texts', () => {
  it('[QUE6] is taken with its width and its words', () => {
    const rows: readonly (readonly [string, Partial<FileMark>])[] = [
      ['[FILE 3]', { reference: '3' }],
      ['[FILE 3, 50%]', { reference: '3', width: '50%' }],
      ['[FILE 3, 250px]', { reference: '3', width: '250' }],
      ['[FILE 3, 2in]', { reference: '3', width: '192' }],
      ['[FILE 3, 400%]', { reference: '3', width: '100%' }],
      ['[FILE 3, wide]', { reference: '3' }],
      ['[FILE 3, None, You & "me", x]', { reference: '3', alt: 'You & "me", x' }],
      [
        '[FILE a:data/static/x.png, 1em, X]',
        { reference: 'a:data/static/x.png', width: '16', alt: 'X' },
      ],
    ]
    for (const [text, mark] of rows) {
      assert.deepEqual(marksIn(renderInline(text).html), [{ ...bare, ...mark }], text)
    }
  })

  it('[QUE6] in a label there is no link', () => {
    assert.deepEqual(marksIn(renderCaption('See [FILE 3]').html), [
      { ...bare, reference: '3', inCaption: true },
    ])
    assert.equal(captionFiles('<b>x</b>'), '<b>x</b>')
    assert.equal(plainText('See [FILE 3] there'), 'See  there')
  })

  it('[QUE6] nobody else makes a mark: not in code, in attributes, nor by hand', () => {
    for (const text of [
      '`[FILE 3]`',
      '    [FILE 3]',
      '<img src="/a.png" alt="[FILE 3]">',
      '<a href="/x" title="[FILE 3]">x</a>',
      '<al-file ref="3"></al-file>',
      '&lt;al-file ref="3"&gt;&lt;/al-file&gt;',
      '<p data-x=\'<al-file ref="3"></al-file>\'>x</p>',
    ]) {
      assert.deepEqual(marksIn(renderMarkdown(text).html), [], text)
    }
    const input = html`<input value="${'<al-file ref="3"></al-file>'}" />`
    assert.deepEqual(marksIn(input.html), [])
  })

  it('[QUE6] what stands in a mark cannot leave it', () => {
    for (const text of [
      '[FILE 3" onload="x]',
      '[FILE 3, 50%, " onerror="alert(1)]',
      '[FILE 3, 5" x="%, a]',
      '[FILE <script>, 5%, </al-file><script>]',
    ]) {
      const shown = placeMarks(
        renderMarkdown(text).html,
        ({ reference, alt }) => html`<i title="${alt ?? ''}">${reference}</i>`,
        () => '',
      )
      assert.doesNotMatch(shown, /<script|<al-file|<[^>]*"\s*on\w+=/, text)
    }
  })

  it('[QUE1] a recording that was sent can be played', () => {
    assert.equal(sourceOf('[FILE 3]'), 'al-file:3')
    assert.equal(sourceOf(' [FILE 3, 50%] '), 'al-file:3')
    for (const other of ['x.mp3', '[FILE x.mp3]', '[FILE 3] [FILE 4]', '']) {
      assert.equal(sourceOf(other), null)
    }
    const player = '<audio><source src="al-file:3" /><a href="al-file:3">x</a></audio>'
    assert.ok(hasMarks(player))
    const placed = placeMarks(
      player,
      () => raw(''),
      (number) => `/f/${number}`,
    )
    assert.equal(placed, '<audio><source src="/f/3" /><a href="/f/3">x</a></audio>')
  })
})
