import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BULLETS } from '../../base/secret.ts'
import { BEGIN_PRIVATE, END_PRIVATE } from '../../interview/private-marks.ts'
import { observersCopy } from './observers-copy.ts'
import { markPrivate } from './private-markup.ts'

function secret(text: string): string {
  return BEGIN_PRIVATE + text + END_PRIVATE
}

describe('what a screen tells of a sensitive variable', () => {
  const cases: Readonly<Record<string, readonly [string, string, string]>> = {
    'in a text': [
      `<p>Yours is ${secret('4242')}, <b>right?</b></p>`,
      '<p>Yours is <span data-private>4242</span>, <b>right?</b></p>',
      `<p>Yours is <span data-private>${BULLETS}</span>, <b>right?</b></p>`,
    ],
    'over several blocks': [
      `<ul><li>a ${BEGIN_PRIVATE}b</li>\n<li>c</li></ul><p>d${END_PRIVATE} e</p>`,
      '<ul><li>a <span data-private>b</span></li>\n<li><span data-private>c</span></li></ul>' +
        '<p><span data-private>d</span> e</p>',
      `<ul><li>a <span data-private>${BULLETS}</span></li>\n<li><span data-private>${BULLETS}</span></li></ul>` +
        `<p><span data-private>${BULLETS}</span> e</p>`,
    ],
    'in an attribute': [
      `<input type="text" placeholder="like ${secret('4242')}" value="${secret('4242')}" />`,
      '<input type="text" placeholder="like 4242" value="4242" data-private/>',
      '<input type="text" data-private/>',
    ],
    'in an attribute that nobody sees': [
      `<p class="x">On <time class="when" datetime="${secret('1990-01-02')}" data-n="7">a day</time></p>`,
      '<p class="x">On <time class="when" datetime="1990-01-02" data-n="7" data-private="datetime">a day</time></p>',
      `<p class="x">On <time class="when" data-n="7" data-private="datetime">${BULLETS}</time></p>`,
    ],
    'as markup with attributes': [
      `<p>${secret('<abbr title="4242" data-x="4242">no</abbr>')}</p>`,
      '<p><abbr title="4242" data-x="4242" data-private="data-x"><span data-private>no</span></abbr></p>',
      `<p><abbr data-private="data-x"><span data-private>${BULLETS}</span></abbr></p>`,
    ],
    'in an address': [
      '<a href="/x?n=%EE%83%B14242%EE%83%B2">go</a>',
      '<a href="/x?n=4242" data-private>go</a>',
      `<a data-private>${BULLETS}</a>`,
    ],
    'as a picture': [
      `<p>${secret('<img src="/f/1" alt="x"/>')}</p>`,
      '<p><img src="/f/1" alt="x" data-private/></p>',
      '<p><img data-private/></p>',
    ],
    'where only text may stand': [
      `<select><option value="a">A ${secret('4242')}</option></select>`,
      '<select><option value="a" data-private>A 4242</option></select>',
      `<select><option data-private>${BULLETS}</option></select>`,
    ],
  }
  for (const [name, [written, marked, masked]] of Object.entries(cases)) {
    it(`[OBS7] is marked in the page and hidden in the copy for observers: ${name}`, () => {
      assert.equal(markPrivate(written), marked)
      assert.equal(observersCopy(marked), masked)
    })
  }

  it('[OBS7] a tick’s value, which code may make of anything, is not in the copy', () => {
    const tick = '<input type="radio" name="f1" value="4242" checked/>'
    assert.equal(observersCopy(tick), '<input type="radio" name="f1" checked/>')
  })

  it('[OBS7] marks without their other half hide the rest, and none stays behind', () => {
    const marked = markPrivate(`<p>a${END_PRIVATE}b${BEGIN_PRIVATE}c</p><p>d</p>`)
    assert.equal(marked, '<p>ab<span data-private>c</span></p><p><span data-private>d</span></p>')
  })

  it('[OBS7] leaves alone what tells nothing', () => {
    const plain = '<p title="a > b">x</p>'
    assert.equal(markPrivate(plain), plain)
  })
})
