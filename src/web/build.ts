/**
 * Bundles what browsers load into `dist/web`, each file with the hash of its content in its name, and
 * `manifest.json` that says which name became which. Run with plain `node`.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { PAGE_TEXTS, PHONE_TEXTS } from './page-texts.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const OUT = fileURLToPath(new URL('../../dist/web/', import.meta.url))

/** Phones of five years ago. */
const TARGET = ['es2020', 'safari14.1', 'chrome87', 'firefox84']

const PAGE: Readonly<Record<string, string>> = { 'interview.js': 'interview/main.ts' }
/** Loaded by it with the first offer of a call. */
const PHONE: Readonly<Record<string, string>> = { 'phone.js': 'interview/phone-help.ts' }
const MODULES: Readonly<Record<string, string>> = {
  'monitor.js': 'monitor/main.tsx',
  'mirror-agent.js': 'mirror/agent.ts',
  'watched.js': 'control/watched.ts',
  'upload.js': 'interview/upload.ts',
  'signature.js': 'interview/signature.ts',
  'interview.css': 'interview/interview.css',
  'monitor.css': 'monitor/monitor.css',
}
/** An opaque origin loads no module without CORS, so the miniature's script is a classic one. */
const CLASSIC: Readonly<Record<string, string>> = { 'mirror-frame.js': 'mirror/frame.ts' }

const SHARED: BuildOptions = {
  bundle: true,
  minify: true,
  target: TARGET,
  outdir: OUT,
  absWorkingDir: HERE,
  entryNames: '[name]-[hash]',
  metafile: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
}

/** The texts of the Monitor and the command line would be a third of the page's script. */
const ownTexts = (areas: readonly string[]): Plugin => ({
  name: 'own-texts',
  setup(building) {
    building.onLoad({ filter: /[\\/]texts[\\/]en\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      resolveDir: dirname(path),
      contents: [
        ...areas.map((area) => `import { ${area} } from './en/${area}.ts'`),
        `export const en = { ${areas.map((area) => `...${area}`).join(', ')} }`,
      ].join('\n'),
    }))
  },
})

mkdirSync(OUT, { recursive: true })
const manifest: Record<string, string | undefined> = {
  ...(await bundle(PAGE, { format: 'esm', plugins: [ownTexts(PAGE_TEXTS)] })),
  ...(await bundle(PHONE, { format: 'esm', plugins: [ownTexts(PHONE_TEXTS)] })),
  ...(await bundle(MODULES, { format: 'esm' })),
  ...(await bundle(CLASSIC, { format: 'iife' })),
}
// Until the Monitor has a look of its own it wears the interview's.
manifest['monitor.css'] ??= manifest['interview.css']
// Last and at once: a server that reads meanwhile finds either the old names or the new ones.
writeFileSync(join(OUT, 'manifest.json.new'), `${JSON.stringify(manifest, null, 2)}\n`)
renameSync(join(OUT, 'manifest.json.new'), join(OUT, 'manifest.json'))
const current = new Set(['manifest.json', ...Object.values(manifest)])
for (const file of readdirSync(OUT)) if (!current.has(file)) rmSync(join(OUT, file))

async function bundle(
  entries: Readonly<Record<string, string>>,
  options: BuildOptions,
): Promise<Record<string, string>> {
  const named: Record<string, string> = {}
  const points = Object.entries(entries)
    .filter(([, source]) => existsSync(join(HERE, source)))
    .map(([name, source]) => ({ in: source, out: name.replace(/\.\w+$/, '') }))
  if (points.length === 0) return named
  const result = await build({ ...SHARED, ...options, entryPoints: points })
  for (const [file, output] of Object.entries(result.metafile?.outputs ?? {})) {
    const found = Object.entries(entries).find(([, source]) => source === output.entryPoint)
    if (found !== undefined) named[found[0]] = basename(file)
  }
  return named
}
