import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { readBuiltAssets } from './built-assets.ts'

describe('built browser files', () => {
  it('[SCA1] are read once and named with their hash', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'alongside-assets-'))
    t.after(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'manifest.json'), '{"interview.js":"interview-A1.js"}')
    writeFileSync(join(folder, 'interview-A1.js'), 'x')
    writeFileSync(join(folder, 'secret.txt'), 'y')
    const assets = readBuiltAssets(folder)
    assert.equal(assets.url('interview.js'), 'static/interview-A1.js')
    assert.equal(assets.read('interview-A1.js')?.type, 'text/javascript; charset=utf-8')
    assert.equal(assets.read('secret.txt'), null)
    assert.equal(assets.read('../manifest.json'), null)
    assert.throws(() => assets.url('monitor.js'), /monitor\.js is not built/)
  })

  it('[LNG1] say what to do when there are none', () => {
    assert.throws(() => readBuiltAssets('/nowhere'), /npm run build:web/)
  })
})
