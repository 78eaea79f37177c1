import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import type { InterviewLibrary } from '../server/interview-library.ts'
import { openInterviewFolder } from './interview-folder.ts'

const PACKAGE = 'docassemble-forms/docassemble/forms'

describe('a folder of interviews', () => {
  let outside: string
  let folder: string
  let library: InterviewLibrary

  before(async () => {
    outside = await mkdtemp(join(tmpdir(), 'alongside-interviews-'))
    folder = join(outside, 'interviews')
    await write('hello.yml', 'metadata:\n  title: Hello\n---\nquestion: Hi\n')
    await write('by-topic/rent.yml', 'question: Rent\n')
    await write(`${PACKAGE}/__init__.py`, '')
    await write(`${PACKAGE}/money.py`, 'dollar = 1\n')
    await write(`${PACKAGE}/data/questions/main.yml`, 'include:\n  - parts/more.yml\n  - end.yml\n')
    await write(`${PACKAGE}/data/questions/parts/more.yml`, 'include: end.yml\n')
    await write(`${PACKAGE}/data/questions/end.yml`, 'question: End\n')
    await write(`${PACKAGE}/data/questions/broken.yml`, 'metadata:\n  title: "never closed\n')
    await write(`${PACKAGE}/data/static/look.css`, 'h1 { color: teal }')
    await write(`${PACKAGE}/data/static/page.html`, '<script>alert(1)</script>')
    await write(`${PACKAGE}/data/static/huge.js`, ' '.repeat(6 * 1024 * 1024))
    await write(`${PACKAGE}/data/static/sun.svg`, '<svg/>')
    await write(`${PACKAGE}/data/static/help.mp3`, 'sound')
    await write(`${PACKAGE}/data/static/help.vtt`, 'WEBVTT')
    await write(`${PACKAGE}/data/static/long.mp4`, ' '.repeat(6 * 1024 * 1024))
    await write('with-base.yml', 'include: basic.yml\n')
    await write('docassemble/base/data/questions/basic.yml', 'question: Basic\n')
    await write('../secret.yml', 'question: secret\n')
    await write('../secret.css', 'secret')
    await symlink(join(outside, 'secret.yml'), join(folder, 'link.yml'))
    library = openInterviewFolder(folder)
  })
  after(() => rm(outside, { recursive: true }))

  async function write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }

  it('[LNG4] lists every interview once, by its one name, with its title', async () => {
    assert.deepEqual(
      (await library.list()).map(({ path, title }) => [path, title]),
      [
        ['hello.yml', 'Hello'],
        ['with-base.yml', 'with-base.yml'],
        ['by-topic/rent.yml', 'by-topic/rent.yml'],
        ...['broken', 'end', 'main'].map((name) => {
          const path = `docassemble.forms:data/questions/${name}.yml`
          return [path, path]
        }),
        ...[
          'docassemble.base:data/questions/basic.yml',
          'docassemble.forms:data/questions/parts/more.yml',
        ].map((path) => [path, path]),
      ],
    )
  })

  it('[LNG4] finds by path, by package, and by the short name of a package', async () => {
    const path = 'docassemble.forms:data/questions/main.yml'
    for (const name of [path, 'docassemble.forms:main.yml', `${PACKAGE}/data/questions/main.yml`]) {
      assert.equal((await library.find(name))?.path, path, name)
    }
    assert.equal((await library.find('hello.yml'))?.path, 'hello.yml')
    assert.equal(await library.find('nothing.yml'), null)
    assert.equal(await library.find('docassemble.nothing:main.yml'), null)
  })

  it('[LNG4] includes what only the base package has', async () => {
    const source = must(await library.find('with-base.yml'), 'with-base.yml')
    assert.deepEqual(source.includes, {
      'docassemble.base:data/questions/basic.yml': 'question: Basic\n',
    })
  })

  it('[LNG4] brings what it includes and the modules of its package', async () => {
    const source = must(await library.find('docassemble.forms:main.yml'), 'main.yml')
    assert.deepEqual(Object.keys(source.includes).toSorted(), [
      'docassemble.forms:data/questions/end.yml',
      'docassemble.forms:data/questions/parts/more.yml',
    ])
    assert.deepEqual(source.modules, {
      'docassemble.forms': '',
      'docassemble.forms.money': 'dollar = 1\n',
    })
  })

  it('[LNG5] reads again what changed: the file, an included one, a module', async () => {
    const find = async () => must(await library.find('docassemble.forms:main.yml'), 'main.yml')
    const hashes = [(await find()).hash]
    assert.equal((await find()).hash, hashes[0])
    const changes = {
      'data/questions/main.yml': 'include: end.yml\n',
      'data/questions/end.yml': 'question: Fin\n',
      'money.py': 'dollar = 2\n',
      'more.py': 'euro = 1\n',
    }
    for (const [name, text] of Object.entries(changes)) {
      await write(`${PACKAGE}/${name}`, text)
      // Two writes may fall into one tick of the file system's clock.
      await utimes(join(folder, PACKAGE, name), hashes.length, hashes.length)
      hashes.push((await find()).hash)
    }
    assert.equal(new Set(hashes).size, 5)
  })

  for (const path of [
    '../secret.yml',
    './hello.yml',
    'by-topic/../hello.yml',
    'by-topic//rent.yml',
    'link.yml',
    'hello.yml\0',
    '/etc/hosts',
    'docassemble.forms:../../../../hello.yml',
    `${'x/'.repeat(2_000)}hello.yml`,
    `${PACKAGE}/money.py`,
    '',
  ]) {
    it(`[REL7] finds nothing under ${JSON.stringify(path.slice(0, 40))}`, async () => {
      assert.equal(await library.find(path), null)
    })
  }

  it('[LNG4] gives static files of known kinds, from the package only', async () => {
    const read = (name: string) => library.readStatic('docassemble.forms:main.yml', name)
    const css = must(await read('look.css'), 'look.css')
    assert.equal(Buffer.from(css.body).toString(), 'h1 { color: teal }')
    assert.equal(css.type, 'text/css; charset=utf-8')
    assert.equal((await read('sun.svg'))?.type, 'image/svg+xml')
    for (const name of ['page.html', 'huge.js', '../questions/main.yml', '../../../secret.css']) {
      assert.equal(await read(name), null, name)
    }
    assert.equal(await library.readStatic('nothing.yml', 'look.css'), null)
  })

  it('[HLP2] gives recordings and captions, also of another package', async () => {
    const read = (name: string) => library.readStatic('hello.yml', name)
    const named = 'docassemble.forms:data/static/'
    assert.equal(await read('help.mp3'), null)
    assert.equal((await read(`${named}help.mp3`))?.type, 'audio/mpeg')
    assert.equal((await read(`${named}long.mp4`))?.body.byteLength, 6 * 1024 * 1024)
    assert.equal((await read(`${named}help.vtt`))?.type, 'text/vtt; charset=utf-8')
    for (const name of ['page.html', '../questions/main.yml', '../static/help.mp3']) {
      assert.equal(await read(named + name), null, name)
    }
    assert.equal(await read('docassemble.none:data/static/help.mp3'), null)
  })
})
