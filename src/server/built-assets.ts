/** What `npm run build:web` made, read once at start: browsers may keep each file for ever. */
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { must } from '../base/must.ts'
import type { Asset, AssetName, Assets } from './deps.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

export function readBuiltAssets(folder: string): Assets {
  const names = readManifest(folder)
  const files = new Map<string, Asset>()
  for (const file of names.values()) {
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    const body = readFileSync(join(folder, file))
    files.set(file, { body, type, gzip: gzipSync(body, { level: 9 }) })
  }
  return {
    url: (name: AssetName) =>
      `static/${must(names.get(name), `${name} is not built: run "npm run build:web"`)}`,
    read: (file) => files.get(file) ?? null,
  }
}

function readManifest(folder: string): ReadonlyMap<string, string> {
  let content: string
  try {
    content = readFileSync(join(folder, 'manifest.json'), 'utf8')
  } catch (cause) {
    throw new Error(`no browser files in ${folder}: run "npm run build:web"`, { cause })
  }
  const parsed: unknown = JSON.parse(content)
  if (typeof parsed !== 'object' || parsed === null) throw new Error('manifest.json is broken')
  return new Map(
    Object.entries(parsed).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}
