/**
 * The dependency direction of the project, as a test. A new folder under src/ must be added here;
 * a new npm dependency must name the one folder that wraps it (and have a line in ARCHITECTURE.md).
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, it } from 'node:test'

const PURE = ['base', 'texts', 'interview', 'live', 'protocol']

/** What each folder may import; `types:` allows `import type` only. */
const mayImport: Record<string, readonly string[]> = {
  base: [],
  texts: ['base'],
  interview: ['base', 'texts'],
  live: ['base', 'types:interview'],
  protocol: ['base', 'types:live', 'types:interview'],
  python: ['base', 'interview'],
  evaluators: ['base', 'interview', 'python'],
  store: ['base', 'live', 'types:interview'],
  bus: ['base'],
  files: ['base'],
  mail: ['base'],
  phone: ['base'],
  accounts: ['base', 'types:live', 'types:store'],
  server: [
    'base',
    'texts',
    'interview',
    'live',
    'protocol',
    'accounts',
    'types:store',
    'types:bus',
    'types:files',
    'types:mail',
    'types:phone',
    'types:evaluators',
  ],
  web: ['base', 'texts', 'types:live', 'types:protocol', 'types:interview', 'types:server'],
  cli: [
    'base',
    'texts',
    'interview',
    'live',
    'protocol',
    'python',
    'evaluators',
    'store',
    'bus',
    'files',
    'mail',
    'phone',
    'accounts',
    'server',
  ],
}

/** Files whose values (an error class, bare constants) may be taken where otherwise only types may. */
const portValues = new Set([
  'src/mail/mailer.ts',
  'src/store/account-store.ts',
  'src/store/mail-store.ts',
  'src/store/store.ts',
  'src/protocol/close-codes.ts',
  'src/protocol/limits.ts',
  'src/protocol/version.ts',
])

/** The one folder that imports each npm package. `zod` alone is at two edges: sockets and forms. */
const wrappedBy: Record<string, string> = {
  '@fastify/busboy': 'server',
  'client-zip': 'server',
  '@hono/node-server': 'server',
  '@preact/signals': 'web',
  '@zxcvbn-ts/language-common': 'accounts',
  bootstrap: 'web',
  esbuild: 'web',
  hono: 'server',
  idiomorph: 'web',
  'libphonenumber-js': 'phone',
  'markdown-it': 'server',
  nodemailer: 'mail',
  'openid-client': 'accounts',
  otpauth: 'accounts',
  pg: 'store',
  preact: 'web',
  pyodide: 'python',
  redis: 'bus',
  'sanitize-html': 'server',
  twilio: 'phone',
  uqr: 'accounts',
  ws: 'server',
  yaml: 'interview',
  zod: 'protocol server',
}

const files = globSync('src/**/*.{ts,tsx}', {
  exclude: ['**/*.test.ts', '**/testing/**', '**/contract.ts', '**/*.d.ts'],
}).map((path) => path.replaceAll('\\', '/'))

describe('boundaries', () => {
  it('every folder imports only from the folders below it', () => {
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((found) => !isAllowed(file, found))
        .map(({ specifier }) => `${file} -> ${specifier}`),
    )
    assert.deepEqual(broken, [])
  })

  it('what the configuration may not choose is not loaded at every start', () => {
    const chosen = [
      'nodemailer',
      'openid-client',
      'pg',
      'redis',
      '@zxcvbn-ts/language-common',
      'twilio',
      'libphonenumber-js',
    ]
    const loaded = loadedAtOnce(['src/cli/main.ts', 'src/cli/serve.ts', 'src/cli/compose.ts'])
    assert.ok(loaded.has('hono') && loaded.has('yaml'))
    assert.deepEqual(
      chosen.filter((name) => !Object.hasOwn(wrappedBy, name) || loaded.has(name)),
      [],
    )
  })

  it('every dependency of the package is wrapped by a folder, and explained', () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'))
    assert.ok(manifest !== null && typeof manifest === 'object' && 'dependencies' in manifest)
    const names = Object.keys(manifest.dependencies ?? {})
    assert.deepEqual(names.toSorted(), Object.keys(wrappedBy).toSorted())
    const explained = readFileSync('ARCHITECTURE.md', 'utf8')
    assert.deepEqual(
      names.filter((name) => !explained.includes(`\`${name}\``)),
      [],
    )
  })
})

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
  /** `import()`: loaded when it is run. */
  readonly isDynamic: boolean
}

function isAllowed(file: string, { specifier, typeOnly }: Import): boolean {
  const from = folderOf(file)
  const below = mayImport[from]
  assert.ok(below, `src/${from} has no row in the dependency table`)
  if (specifier.startsWith('node:')) {
    return !PURE.includes(from) && (from !== 'web' || file === 'src/web/build.ts')
  }
  if (!specifier.startsWith('.'))
    return wrappedBy[packageOf(specifier)]?.split(' ').includes(from) === true
  const target = posix.join(posix.dirname(file), specifier)
  const to = folderOf(target)
  if (to === from || below.includes(to) || portValues.has(target)) return true
  return typeOnly && below.includes(`types:${to}`)
}

/** The npm packages that are loaded with these files, before anything of them is run. */
function loadedAtOnce(roots: readonly string[]): Set<string> {
  const packages = new Set<string>()
  const seen = new Set<string>(roots)
  for (const file of seen) {
    for (const { specifier, typeOnly, isDynamic } of importsOf(file)) {
      if (typeOnly || isDynamic || specifier.startsWith('node:')) continue
      if (specifier.startsWith('.')) seen.add(posix.join(posix.dirname(file), specifier))
      else packages.add(packageOf(specifier))
    }
  }
  return packages
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

function folderOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function importsOf(file: string): Import[] {
  const found = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm,
  )
  return [...found].map(([whole, type, from, dynamic, bare]) => ({
    specifier: from ?? dynamic ?? bare ?? '',
    isDynamic: dynamic !== undefined,
    typeOnly: type !== undefined || /^import\s*\{(\s*type\s+\w+(\s+as\s+\w+)?\s*,?)+\}/.test(whole),
  }))
}
