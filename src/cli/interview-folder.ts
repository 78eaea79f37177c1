/**
 * Interviews in a folder (LNG4): by their path in it, and by docassemble's package names where a
 * `docassemble/foo` or `docassemble-foo/docassemble/foo` tree lies in it. Nothing outside of the folder is ever read.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { InterviewSource } from '../interview/request.ts'
import { parsePlainYaml } from '../interview/plain-yaml.ts'
import type { InterviewLibrary } from '../server/interview-library.ts'

const MAX_INTERVIEW_BYTES = 2 * 1024 * 1024
const MAX_STATIC_BYTES = 5 * 1024 * 1024
const QUESTIONS = 'data/questions'

const STATIC_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Where a named interview lies, and the package that it belongs to. */
interface Place {
  readonly file: string
  /** Folder of the package (`docassemble/base`), null for an interview outside of any. */
  readonly packageFolder: string | null
  readonly packageName: string | null
}

export function openInterviewFolder(folder: string): InterviewLibrary {
  /** Path -> source as last read, and the stamp of the files that it came from. */
  const known = new Map<string, { readonly stamp: string; readonly source: InterviewSource }>()

  return { list, find, readStatic }

  async function list(): Promise<readonly { readonly path: string; readonly title: string }[]> {
    const names = await readdir(folder, { recursive: true })
    const paths = names
      .map((name) => name.split(sep).join('/'))
      .filter((name) => name.endsWith('.yml') || name.endsWith('.yaml'))
      .filter((name) => !name.includes('/') || name.includes(`/${QUESTIONS}/`))
      .map(publicPath)
      .toSorted()
    const sources = await Promise.all(paths.map((path) => find(path)))
    return sources.flatMap((source) =>
      source === null ? [] : [{ path: source.path, title: titleOf(source) ?? source.path }],
    )
  }

  async function find(path: string): Promise<InterviewSource | null> {
    const place = await locate(path)
    if (place === null) return null
    const modules = place.packageFolder === null ? [] : await modulesOf(place.packageFolder)
    const files = [place.file, ...modules]
    const stamp = (await Promise.all(files.map(stampOf))).join('|')
    const before = known.get(path)
    if (before?.stamp === stamp) return before.source
    const source = await read(path, place, modules)
    known.set(path, { stamp, source })
    return source
  }

  async function read(
    path: string,
    place: Place,
    modules: readonly string[],
  ): Promise<InterviewSource> {
    const yaml = await readFile(place.file, 'utf8')
    const moduleTexts: Record<string, string> = {}
    for (const file of modules) {
      moduleTexts[moduleName(place, file)] = await readFile(file, 'utf8')
    }
    const includes = await readIncludes(path, yaml)
    const hash = createHash('sha256')
      .update(JSON.stringify([path, yaml, includes, moduleTexts]))
      .digest('hex')
    return { path, hash, yaml, includes, modules: moduleTexts }
  }

  /** Every file that `include` names, and those that they include. */
  async function readIncludes(path: string, yaml: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    const open = [{ path, yaml }]
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      for (const name of includedNames(next.yaml)) {
        const target = name.includes(':') ? name : siblingOf(next.path, name)
        if (target === path || found[target] !== undefined) continue
        const place = await locate(target)
        if (place === null) continue
        const text = await readFile(place.file, 'utf8')
        found[target] = text
        open.push({ path: target, yaml: text })
      }
    }
    return found
  }

  async function locate(path: string): Promise<Place | null> {
    const named = /^docassemble\.(\w+):([\w./ -]+)$/.exec(path)
    const [, name = '', inner = ''] = named ?? []
    const candidates =
      named === null
        ? [join(folder, path)]
        : packageFolders(name).flatMap((base) => [join(base, inner), join(base, QUESTIONS, inner)])
    for (const candidate of candidates) {
      const file = await insideFile(candidate)
      if (file === null || !/\.ya?ml$/.test(file)) continue
      const packageFolder = packageFolderOf(file)
      const packageName = packageFolder === null ? null : (packageFolder.split(sep).at(-1) ?? null)
      return { file, packageFolder, packageName }
    }
    return null
  }

  async function readStatic(
    interviewPath: string,
    name: string,
  ): Promise<{ readonly body: Uint8Array; readonly type: string } | null> {
    const place = await locate(interviewPath)
    const base = place?.packageFolder ?? folder
    const type = STATIC_TYPES[extname(name).toLowerCase()]
    const file = type === undefined ? null : await insideFile(join(base, 'data/static', name))
    if (file === null || type === undefined) return null
    const { size } = await stat(file)
    return size > MAX_STATIC_BYTES ? null : { body: await readFile(file), type }
  }

  function packageFolders(name: string): string[] {
    return [
      join(folder, 'docassemble', name),
      join(folder, `docassemble-${name}`, 'docassemble', name),
      join(folder, `docassemble_${name}`, 'docassemble', name),
    ]
  }

  function publicPath(name: string): string {
    const found = /(?:^|\/)docassemble\/(\w+)\/(data\/questions\/.+)$/.exec(name)
    return found === null ? name : `docassemble.${found[1]}:${found[2]}`
  }

  /** The file's real path when it exists, is a file, is not huge, and lies in the folder. */
  async function insideFile(candidate: string): Promise<string | null> {
    try {
      const [real, root] = await Promise.all([realpath(candidate), realpath(folder)])
      const inside = relative(root, real)
      if (inside.startsWith('..') || inside === '') return null
      const { size } = await stat(real)
      return (await stat(real)).isFile() && size <= Math.max(MAX_INTERVIEW_BYTES, MAX_STATIC_BYTES)
        ? real
        : null
    } catch (error) {
      if (isMissing(error)) return null
      throw new Error(`cannot read ${candidate}`, { cause: error })
    }
  }
}

function packageFolderOf(file: string): string | null {
  const parts = file.split(sep)
  const at = parts.lastIndexOf('data')
  return at >= 2 && parts[at - 2] === 'docassemble' ? parts.slice(0, at).join(sep) : null
}

async function modulesOf(packageFolder: string): Promise<string[]> {
  const names = await readdir(packageFolder)
  return names.filter((name) => name.endsWith('.py')).map((name) => join(packageFolder, name))
}

function moduleName(place: Place, file: string): string {
  const name = (file.split(sep).at(-1) ?? '').replace(/\.py$/, '')
  return name === '__init__'
    ? `docassemble.${place.packageName}`
    : `docassemble.${place.packageName}.${name}`
}

async function stampOf(file: string): Promise<string> {
  const { mtimeMs, size } = await stat(file)
  return `${file}:${mtimeMs}:${size}`
}

function siblingOf(path: string, name: string): string {
  const at = path.lastIndexOf('/')
  return at < 0 ? name : `${path.slice(0, at)}/${name}`
}

/** Names below `include:` keys; the engine reports what is wrong with them. */
function includedNames(yaml: string): string[] {
  return yaml.split(/^---[ \t]*$/m).flatMap((document) => {
    if (!/^include:/m.test(document)) return []
    const block = tryYaml(document)
    const names =
      block !== null && typeof block === 'object' && 'include' in block ? block.include : []
    const list: unknown[] = Array.isArray(names) ? names : [names]
    return list.filter((name) => typeof name === 'string')
  })
}

function titleOf(source: InterviewSource): string | null {
  for (const document of source.yaml.split(/^---[ \t]*$/m)) {
    if (!/^metadata:/m.test(document)) continue
    const block = tryYaml(document)
    if (block === null || typeof block !== 'object' || !('metadata' in block)) continue
    const { metadata } = block
    if (metadata === null || typeof metadata !== 'object' || !('title' in metadata)) continue
    return typeof metadata.title === 'string' ? metadata.title.trim() : null
  }
  return null
}

/** Null for what is not YAML: the engine says so, with the line, when the interview is opened. */
function tryYaml(text: string): unknown {
  try {
    return parsePlainYaml(text)
  } catch {
    return null
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR')
  )
}
