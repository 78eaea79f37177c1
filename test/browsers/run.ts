/**
 * Observing and controlling across browsers: `npm run test:browsers [name ...]`. Firefox and WebKit
 * must be installed; what is not there is said and skipped, and counts as a failure where `CI` is set.
 * Debian: `apt-get install firefox-esr webkit2gtk-driver xvfb`.
 */
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOperator } from '../e2e/people.ts'
import { startServer } from '../e2e/server.ts'
import { startChromium } from './chromium.ts'
import type { Driver } from './driver.ts'
import { startFirefox } from './firefox.ts'
import { control, INTERVIEW, observe, type Step } from './story.ts'
import { startWebkit } from './webkit.ts'

type Name = 'chromium' | 'firefox' | 'webkit'

/** User first, then operator. */
const PAIRS: readonly (readonly [Name, Name])[] = [
  ['chromium', 'chromium'],
  ['firefox', 'chromium'],
  ['chromium', 'firefox'],
  ['webkit', 'chromium'],
  ['chromium', 'webkit'],
]

/** Null: not installed. */
const STARTS: Readonly<Record<Name, () => (() => Promise<Driver>) | null>> = {
  chromium: () => startChromium,
  firefox() {
    const binary = find('FIREFOX', ['/usr/bin/firefox-esr', '/usr/bin/firefox'])
    return binary === null ? null : () => startFirefox(binary)
  },
  webkit() {
    const driver = find('WEBKIT_DRIVER', ['/usr/bin/WebKitWebDriver'])
    const browser = find('MINIBROWSER', globSync('/usr/lib/*/webkit2gtk-4*/MiniBrowser'))
    const display = find('XVFB', ['/usr/bin/Xvfb'])
    if (driver === null || browser === null || display === null) return null
    return () => startWebkit({ driver, browser, display })
  },
}

const step: Step = async (what, run) => {
  try {
    await run()
    console.log(`  ok   ${what}`)
  } catch (error) {
    console.log(`  FAIL ${what}`)
    throw error
  }
}

const asked = process.argv.slice(2)
const pairs = PAIRS.filter(
  (pair) =>
    asked.length === 0 ||
    (pair.some((name) => asked.includes(name)) &&
      pair.every((name) => name === 'chromium' || asked.includes(name))),
)
let failed = 0
for (const [user, operator] of pairs) {
  console.log(`\nA user in ${user}, an operator in ${operator}`)
  await tell(user, operator)
}
process.exitCode = failed === 0 ? 0 : 1

async function tell(userName: Name, operatorName: Name): Promise<void> {
  const absent = [userName, operatorName].find((name) => STARTS[name]() === null)
  if (absent !== undefined) {
    console.log(`  skipped: ${absent} is not installed`)
    if (process.env['CI'] !== undefined) failed++
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'alongside-browsers-'))
  writeFileSync(join(folder, 'browsers.yml'), INTERVIEW)
  const server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
  const drivers: Driver[] = []
  const start = async (name: Name): Promise<Driver> => {
    const driver = await STARTS[name]()?.()
    if (driver === undefined) throw new Error(`${name} is not installed`)
    drivers.push(driver)
    return driver
  }
  try {
    await createOperator(server)
    const user = await start(userName)
    const operator = await start(operatorName)
    console.log(`  ${user.name}, ${operator.name}`)
    const world = { url: server.url, interview: 'browsers.yml', user, operator, step }
    await observe(world)
    await control(world)
  } catch (error) {
    failed++
    console.log(`    ${String(error)}`)
  } finally {
    for (const driver of drivers) await driver.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function find(variable: string, places: readonly string[]): string | null {
  const named = process.env[variable]
  return (named === undefined ? places : [named]).find((path) => existsSync(path)) ?? null
}
