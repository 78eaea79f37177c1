/** The documents say what is there: links lead somewhere, lists are whole, rules have ids that exist. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { CLOSE } from '../src/protocol/close-codes.ts'
import { ERROR_CODES } from '../src/protocol/error-codes.ts'

const PAGES = globSync(['*.md', 'docs/**/*.md', 'src/**/*.md', 'examples/**/*.md', 'bench/**/*.md'])

function read(path: string): string {
  return readFileSync(path, 'utf8')
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found)
}

describe('documents', () => {
  it('link only to what is there', () => {
    const broken = PAGES.flatMap((page) =>
      matches(read(page), /\]\(([^)\s]+)\)/g)
        .filter((link) => !/^(https?:|mailto:|#)/.test(link))
        .filter((link) => !existsSync(join(dirname(page), link.split('#')[0] ?? '')))
        .map((link) => `${page} -> ${link}`),
    )
    assert.deepEqual(broken, [])
  })

  it('name only files of the sources that are there', () => {
    const broken = PAGES.flatMap((page) =>
      matches(read(page), /`((?:src|test|docs|examples)\/[\w./-]+\.\w+)`/g)
        .filter((path) => !existsSync(path))
        .map((path) => `${page}: ${path}`),
    )
    assert.deepEqual(broken, [])
  })

  it('list exactly the codes that there are', () => {
    const page = read('docs/reference/errors.md')
    assert.deepEqual(matches(page, /^\| `([\w-]+)` \|/gm), [...ERROR_CODES])
    assert.deepEqual(matches(page, /^\| (4\d{3}) \|/gm).map(Number), Object.values(CLOSE))
  })

  it('are short where somebody reads them first', () => {
    const lines = (path: string) => read(path).split('\n').length
    assert.ok(lines('README.md') <= 120)
    assert.ok(lines('ARCHITECTURE.md') <= 150)
    assert.ok(lines('CONTRIBUTING.md') <= 120)
  })

  it('have every rule that a test cites', () => {
    const known = new Set(
      ['src/live/SPEC.md', 'src/interview/SPEC.md'].flatMap((path) =>
        matches(read(path), /^- \**([A-Z][A-Z0-9]{2,4}\d+)\b/gm),
      ),
    )
    const tests = globSync(['src/**/*.test.ts', 'test/**/*.{test,e2e}.ts'])
    const unknown = tests.flatMap((path) =>
      matches(read(path), /\[([A-Z][A-Z0-9]{2,4}\d+)\]/g)
        .filter((rule) => !known.has(rule))
        .map((rule) => `${path}: ${rule}`),
    )
    assert.ok(known.size > 100)
    assert.deepEqual([...new Set(unknown)], [])
  })
})
