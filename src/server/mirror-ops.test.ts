import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BULLETS } from '../base/secret.ts'
import { mirrorOp, type MirrorOp } from '../protocol/mirror.ts'
import { cleanOps, isUse, markupCost } from './mirror-ops.ts'
import { anyPageOp } from './testing/any-ops.ts'

const FORBIDDEN =
  /<(script|style|iframe|object|embed|link|meta|base|svg|math|template)\b|\son\w+=|href="(?!#")|src="\s*(?!data:image\/(?:png|jpeg|gif|webp);)(?:[a-z][\w+.-]*:|[\\/]{2})|action=|srcdoc=|\sstyle=/i

/** Texts are escaped, and may say anything. */
const tagsOf = (html: string): string => (html.match(/<[^>]*>/g) ?? []).join('')

describe('what a page says of itself', () => {
  it('[OBS8] [REL7] whatever it is, what is left of it is ours to draw, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyPageOp, { maxLength: 8 }), (ops) => {
        const clean = cleanOps(ops)
        for (const op of clean) {
          assert.ok(mirrorOp.safeParse(op).success)
          if (op[0] === 'h') assert.doesNotMatch(tagsOf(op[2]), FORBIDDEN)
          if (op[0] === 'a') assert.doesNotMatch(op[2], /^(on|href|src|action|srcdoc|id|name)/i)
        }
        assert.deepEqual(cleanOps(clean), clean)
      }),
      { numRuns: 500 },
    )
  })

  const dropped: readonly (readonly [string, MirrorOp])[] = [
    ['a handler', ['a', 'm1', 'onclick', 'x()']],
    ['an address in a style', ['a', 'm1', 'style', 'background:url(//evil.example)']],
    ['an image set', ['a', 'm1', 'style', 'background:image-set("//evil.example" 1x)']],
    ['a source', ['a', 'm1', 'style', 'background:src("//evil.example")']],
    ['an escaped address', ['a', 'm1', 'style', 'background:u\\72l(//evil.example)']],
    ['a rule', ['a', 'm1', 'style', '@import "//evil.example"']],
    ['an address', ['a', 'm1', 'href', 'javascript:x()']],
    ['a value', ['a', 'm1', 'value', 'x']],
    ['a value for readers of the screen', ['a', 'm1', 'aria-valuetext', 'x']],
    ['a splice before the beginning', ['t', 'm1', -1, 0, 'x', 0, 0]],
    ['a splice that takes back', ['t', 'm1', 0, -5, 'x', 0, 0]],
    ['half a point', ['k', 'm1', [1, 2, 3]]],
  ]
  for (const [what, op] of dropped) {
    it(`[OBS8] [REL7] drops ${what}`, () => {
      assert.deepEqual(cleanOps([op, ['y', 1]]), [['y', 1]])
    })
  }

  it('[OBS1] keeps what shows', () => {
    const shown: readonly MirrorOp[] = [
      ['a', 'm1', 'style', 'display: none; color: rgb(1, 2, 3)'],
      ['a', 'm1', 'aria-invalid', 'true'],
      ['a', 'm1', 'hidden', null],
      ['h', 'm1', '<p class="x" data-m="m2">a <b>b</b></p>'],
      ['h', 'm1', '<div class="al-field" hidden>not asked</div>'],
      ['t', 'm1', 0, 3, 'x', 1, 1],
      ['k', 'm1', [0, 0, 1000, 500]],
      ['F', 'm1', ['Lohnzettel März.pdf']],
    ]
    assert.deepEqual(cleanOps(shown), shown)
  })

  it('[OBS7] fields that are hidden are empty, whatever a page says of them', () => {
    const html = '<input type="password" value="x" /><p data-private>x</p><input value="y" />'
    assert.deepEqual(cleanOps([['h', 'm1', html]]), [
      ['h', 'm1', `<input type="password" /><p data-private>${BULLETS}</p><input value="y" />`],
    ])
  })

  it('[OBS9] [REL7] a file name shows as it is, and cannot turn itself round', () => {
    assert.deepEqual(cleanOps([['F', 'f', ['photo\u202egpj.exe', 'a\u0000\nb']]]), [
      ['F', 'f', ['photogpj.exe', 'ab']],
    ])
  })

  it('[REL7] windows and scrolls have sizes that a browser can draw', () => {
    assert.deepEqual(
      cleanOps([
        ['w', -1, Number.MAX_SAFE_INTEGER],
        ['y', -5],
      ]),
      [
        ['w', 0, 20_000],
        ['y', 0],
      ],
    )
  })

  it('[REL7] markup has no depth that an operator’s browser could not walk', () => {
    const [op] = cleanOps([['h', 'm1', '<b>'.repeat(10_000)]])
    assert.ok(op?.[0] === 'h')
    assert.ok((op[2].match(/<b>/g)?.length ?? 0) <= 60)
  })

  it('[REL9] markup is weighed before it is looked at, and what is too large is not looked at', () => {
    assert.equal(
      markupCost([
        ['h', 'a', '<b a=1>&amp;'],
        ['v', 'a', '<b><b><b>', 0, 0],
        ['h', 'b', 'x'.repeat(200)],
      ]),
      4 + 10,
    )
    const large: MirrorOp = ['h', 'a', '<'.repeat(150_001)]
    assert.deepEqual([markupCost([large]), cleanOps([large])], [0, []])
  })

  it('[OBS1] looking is no use of a page, working is', () => {
    assert.equal(
      isUse([
        ['y', 1],
        ['s', '-', 0, 0],
        ['a', 'm', 'class', 'x'],
      ]),
      false,
    )
    assert.equal(isUse([['s', 'f0', 0, 0]]), true)
    assert.equal(isUse([['c', 'f0', 1]]), true)
  })
})
