/** The interview page's script carries its own areas of texts only: it says nothing of the others. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { it } from 'node:test'
import { en } from '../src/texts/en.ts'
import { PAGE_TEXTS, PHONE_TEXTS } from '../src/web/page-texts.ts'

/** The script and all that it imports, or loads later and hands its texts to. */
function sourcesOf(entries: readonly string[]): readonly string[] {
  const found = new Set<string>()
  const open = [...entries]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || !path.endsWith('.ts')) continue
    found.add(path)
    const imports = readFileSync(path, 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\s)[^'"]*?\bfrom\s+'(\.[^']+)'/gm,
    )
    for (const [, specifier = ''] of imports) {
      open.push(posix.join(posix.dirname(path), specifier))
    }
  }
  return [...found].filter((path) => !path.startsWith('src/texts/'))
}

async function keysIn(areas: readonly string[]): Promise<ReadonlySet<string>> {
  const modules = await Promise.all(
    areas.map((area) => import(`../src/texts/en/${area}.ts`) as Promise<object>),
  )
  return new Set(
    modules.flatMap((module) =>
      Object.values(module).flatMap((texts: object) => Object.keys(texts)),
    ),
  )
}

function textsSaid(sources: readonly string[]): readonly string[] {
  const keys = Object.keys(en)
  return sources.flatMap((path) => {
    const source = readFileSync(path, 'utf8')
    const whole = keys.filter((key) => source.includes(`'${key}'`))
    const begun = [...source.matchAll(/`([a-z]\w*\.[\w.]*)\$\{/g)].map(([, start = '']) => start)
    return [...whole, ...keys.filter((key) => begun.some((start) => key.startsWith(start)))]
  })
}

it('every text that the interview page says is in its script', async () => {
  const carried = await keysIn(PAGE_TEXTS)
  const sources = sourcesOf(['src/web/interview/main.ts', 'src/web/control/watched.ts'])
  const said = textsSaid(sources)
  assert.ok(sources.length > 20)
  assert.ok(said.length > 50)
  assert.deepEqual(
    said.filter((key) => !carried.has(key)),
    [],
  )
})

it('[PHN4] every text of telephone help is in the script that is loaded with the first offer', async () => {
  const carried = await keysIn(PHONE_TEXTS)
  const said = textsSaid(sourcesOf(['src/web/interview/phone-help.ts']))
  assert.ok(said.length > 15)
  assert.deepEqual(
    said.filter((key) => !carried.has(key)),
    [],
  )
})
