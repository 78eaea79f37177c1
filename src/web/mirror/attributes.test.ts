import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allowAttribute, fetchesByStyle, isAllowedTag } from './attributes.ts'
import { isMirroredAttribute } from './mirrored.ts'

const HTML = 'http://www.w3.org/1999/xhtml'
const SVG = 'http://www.w3.org/2000/svg'

describe('attributes', () => {
  it('[OBS8] lets no element pass that runs, loads or leads away', () => {
    for (const name of [
      'script',
      'iframe',
      'object',
      'embed',
      'link',
      'meta',
      'base',
      'style',
      'audio',
      'video',
    ]) {
      assert.equal(isAllowedTag(HTML, name), false, name)
    }
    for (const name of ['script', 'use', 'animate', 'foreignObject', 'image', 'a', 'set']) {
      assert.equal(isAllowedTag(SVG, name), false, name)
    }
    assert.equal(isAllowedTag('http://www.w3.org/1998/Math/MathML', 'p'), false)
    assert.equal(isAllowedTag(HTML, 'x-anything'), false)
    assert.equal(isAllowedTag(HTML, 'fieldset'), true)
    assert.equal(isAllowedTag(HTML, 'canvas'), true)
    assert.equal(isAllowedTag(SVG, 'path'), true)
  })

  it('[OBS8] lets no attribute pass that runs, loads or leads away', () => {
    for (const name of ['onclick', 'onerror', 'srcdoc', 'action', 'formaction', 'ping', 'target']) {
      assert.equal(allowAttribute(name, 'x'), null, name)
    }
    for (const name of [
      'src',
      'href',
      'srcset',
      'style',
      'background',
      'autofocus',
      'xlink:href',
    ]) {
      assert.equal(allowAttribute(name, 'x'), null, name)
    }
    assert.equal(allowAttribute('fill', 'url(https://elsewhere.example/x)'), null)
    assert.equal(allowAttribute('class', 'btn btn-primary'), 'btn btn-primary')
  })

  it('[OBS8] keeps names from standing in for properties of a form', () => {
    assert.equal(allowAttribute('name', 'childNodes'), 'x-childNodes')
    assert.equal(allowAttribute('id', 'al-form'), 'al-form')
    assert.equal(allowAttribute('aria-describedby', 'f0-hint error'), 'f0-hint x-error')
  })

  it('[OBS7] does not mirror what spells out a value', () => {
    assert.equal(isMirroredAttribute('aria-valuetext'), false)
    assert.equal(isMirroredAttribute('value'), false)
    assert.equal(isMirroredAttribute('data-secret'), false)
    assert.equal(isMirroredAttribute('aria-invalid'), true)
    assert.equal(isMirroredAttribute('hidden'), true)
  })

  it('[OBS8] knows styles that fetch', () => {
    for (const value of ['url(x)', 'URL( "x" )', 'image-set("x" 1x)', '\\75rl(x)', 'src("x")']) {
      assert.equal(fetchesByStyle(value), true, value)
    }
    assert.equal(fetchesByStyle('none'), false)
    assert.equal(fetchesByStyle('rgb(1, 2, 3)'), false)
  })
})
