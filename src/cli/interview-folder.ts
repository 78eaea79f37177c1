/**
 * Interviews in a folder (LNG4): by their path in it, and by docassemble's package names where a
 * `docassemble/foo` or `docassemble-foo/docassemble/foo` tree lies in it. Whatever name it was asked
 * for by, an interview has one path: so nobody can fill memory with names for the same file. Nothing
 * outside of the folder is ever read, nor what links lead out to.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import type { InterviewSource } from '../interview/request.ts'
import { parsePlainYaml } from '../interview/plain-yaml.ts'
import type { InterviewLibrary } from '../server/interview-library.ts'

const MAX_INTERVIEW_BYTES = 2 * 1024 * 1024
const MAX_STATIC_BYTES = 5 * 1024 * 1024
/** Of a recording, which is read whole for each request. */
const MAX_MEDIA_BYTES = 25 * 1024 * 1024
/** Files of one interview: itself, what it includes, its package's modules. */
const MAX_FILES = 200
const QUESTIONS = 'data/questions'

const STATIC_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.vtt': 'text/vtt; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.oga': 'audio/ogg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.ogv': 'video/ogg',
  '.webm': 'video/webm',
}

/** Where an interview lies, and the package that it belongs to. */
interface Place {
  /** Its one name. */
  readonly path: string
  readonly file: string
  readonly package: { readonly folder: string; readonly name: string } | null
}

interface Stamped {
  readonly file: string
  readonly stamp: string
  readonly text: string
}

interface Known {
  readonly source: InterviewSource
  /** Every file that it came from. */
  readonly files: readonly Stamped[]
}

export function openInterviewFolder(folder: string): InterviewLibrary {
  const known = new Map<string, Known>()

  return { list, find, readStatic }

  async function list(): Promise<readonly { readonly path: string; readonly title: string }[]> {
    const sources = await Promise.all((await interviewNames(folder)).map((name) => find(name)))
    return sources
      .flatMap((source) =>
        source === null ? [] : [{ path: source.path, title: titleOf(source) ?? source.path }],
      )
      .toSorted((a, b) => a.path.split('/').length - b.path.split('/').length)
  }

  async function find(path: string): Promise<InterviewSource | null> {
    const place = await locate(path)
    if (place === null) return null
    const modules = place.package === null ? [] : await modulesOf(place.package.folder)
    const before = known.get(place.path)
    if (before !== undefined && (await isFresh(before, modules))) return before.source
    const read = await readPlace(place, modules)
    known.set(place.path, read)
    return read.source
  }

  async function readPlace(place: Place, modules: readonly string[]): Promise<Known> {
    const own = await readStamped(place.file)
    const included = await readIncludes(place.path, own.text)
    const read = await Promise.all(modules.map(readStamped))
    const content = {
      path: place.path,
      yaml: own.text,
      includes: Object.fromEntries(included.map(({ name, text }) => [name, text])),
      modules: Object.fromEntries(read.map(({ file, text }) => [moduleName(place, file), text])),
    }
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex')
    return { source: { ...content, hash }, files: [own, ...included, ...read] }
  }

  /** Every file that `include` names, and those that they include, under the names that they use. */
  async function readIncludes(
    path: string,
    yaml: string,
  ): Promise<readonly (Stamped & { readonly name: string })[]> {
    const found = new Map<string, Stamped & { readonly name: string }>()
    const open = [{ path, yaml }]
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      for (const named of includedNames(next.yaml)) {
        const read = found.size < MAX_FILES ? await readIncluded(next.path, named) : null
        if (read === null || read.name === path || found.has(read.name)) continue
        found.set(read.name, read)
        open.push({ path: read.name, yaml: read.text })
      }
    }
    return [...found.values()]
  }

  /** Beside the file that includes it, in the package's `data/questions`, in `docassemble.base`'s. */
  async function readIncluded(
    path: string,
    named: string,
  ): Promise<(Stamped & { readonly name: string }) | null> {
    const own = path.includes(':')
      ? [`${path.slice(0, path.indexOf(':'))}:${QUESTIONS}/${named}`]
      : []
    const base = `docassemble.base:${QUESTIONS}/${named}`
    const names = named.includes(':') ? [named] : [siblingOf(path, named), ...own, base]
    for (const name of names) {
      const place = await locate(name)
      if (place !== null) return { ...(await readStamped(place.file)), name }
    }
    return null
  }

  async function locate(path: string): Promise<Place | null> {
    const [, name, inner = ''] = /^docassemble\.(\w+):(.+)$/.exec(path) ?? []
    const candidates =
      name === undefined
        ? [path]
        : packageFolders(name).flatMap((base) => [
            `${base}/${inner}`,
            `${base}/${QUESTIONS}/${inner}`,
          ])
    for (const candidate of candidates) {
      const found = await fileInside(folder, candidate, MAX_INTERVIEW_BYTES)
      if (found !== null && isInterviewName(found.inside)) {
        return { path: publicPath(found.inside), file: found.file, package: packageOf(found.file) }
      }
    }
    return null
  }

  async function readStatic(
    interviewPath: string,
    name: string,
  ): Promise<{ readonly body: Uint8Array; readonly type: string } | null> {
    const type = STATIC_TYPES[extname(name).toLowerCase()]
    const place = type === undefined ? null : await locate(interviewPath)
    if (type === undefined || place === null) return null
    const limit = /^(audio|video)/.test(type) ? MAX_MEDIA_BYTES : MAX_STATIC_BYTES
    const [, other, inner = name] = /^docassemble\.(\w+):data\/static\/(.+)$/.exec(name) ?? []
    const packages =
      other === undefined
        ? [place.package?.folder ?? folder]
        : packageFolders(other).map((base) => join(folder, base))
    for (const base of packages) {
      const found = await fileInside(join(base, 'data/static'), inner, limit)
      if (found !== null) return { body: await readFile(found.file), type }
    }
    return null
  }
}

async function interviewNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && isInterviewName(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => isPlain(name) && !name.includes('node_modules/'))
    .toSorted()
}

/** The real file when it is there, is a file, is not huge, and really lies in the folder. */
async function fileInside(
  folder: string,
  name: string,
  maxBytes: number,
): Promise<{ readonly file: string; readonly inside: string } | null> {
  if (!isPlain(name)) return null
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, name))])
    const inside = relative(root, file).split(sep).join('/')
    const found = await stat(file)
    return isPlain(inside) && found.isFile() && found.size <= maxBytes ? { file, inside } : null
  } catch (error) {
    if (isAbsence(error)) return null
    throw new Error(`cannot read ${join(folder, name)}`, { cause: error })
  }
}

/** Letters, digits, blanks and `._-` between single slashes; no part begins with a dot. */
function isPlain(name: string): boolean {
  return (
    name.length <= 300 &&
    /^[\p{L}\p{N}_-][\p{L}\p{N} ._-]*(\/[\p{L}\p{N}_-][\p{L}\p{N} ._-]*)*$/u.test(name)
  )
}

function isInterviewName(name: string): boolean {
  return /\.ya?ml$/.test(name)
}

function packageFolders(name: string): string[] {
  return [
    `docassemble/${name}`,
    `docassemble-${name}/docassemble/${name}`,
    `docassemble_${name}/docassemble/${name}`,
  ]
}

function publicPath(name: string): string {
  const found = /(?:^|\/)docassemble\/(\w+)\/(data\/questions\/.+)$/.exec(name)
  return found === null ? name : `docassemble.${found[1]}:${found[2]}`
}

function packageOf(file: string): Place['package'] {
  const [, folder = '', name = ''] =
    /^(.*\/docassemble\/(\w+))\/data\/questions\//.exec(file.split(sep).join('/')) ?? []
  return folder === '' ? null : { folder, name }
}

async function modulesOf(packageFolder: string): Promise<string[]> {
  const names = (await readdir(packageFolder)).filter((name) => /^\w+\.py$/.test(name))
  const inside = names
    .toSorted()
    .map((name) => fileInside(packageFolder, name, MAX_INTERVIEW_BYTES))
  const found = await Promise.all(inside)
  return found.flatMap((module) => (module === null ? [] : [module.file])).slice(0, MAX_FILES)
}

function moduleName(place: Place, file: string): string {
  const name = basename(file, '.py')
  const base = `docassemble.${place.package?.name ?? basename(dirname(file))}`
  return name === '__init__' ? base : `${base}.${name}`
}

async function isFresh(before: Known, modules: readonly string[]): Promise<boolean> {
  const { files } = before
  if (!modules.every((module) => files.some(({ file }) => file === module))) return false
  try {
    const stamps = await Promise.all(files.map(({ file }) => stampOf(file)))
    return stamps.every((stamp, i) => stamp === files[i]?.stamp)
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

/** The stamp first: a file that changes while it is read is read again at the next call. */
async function readStamped(file: string): Promise<Stamped> {
  const stamp = await stampOf(file)
  return { file, stamp, text: await readFile(file, 'utf8') }
}

async function stampOf(file: string): Promise<string> {
  const { mtimeMs, ino, size } = await stat(file)
  return `${mtimeMs} ${ino} ${size}`
}

function siblingOf(path: string, name: string): string {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf(':'))
  return `${path.slice(0, at + 1)}${name}`
}

/** Names below `include:` keys; the engine reports what is wrong with them. */
function includedNames(yaml: string): string[] {
  return documentsWith(yaml, 'include').flatMap(({ include }) => {
    const names: unknown[] = Array.isArray(include) ? include : [include]
    return names.filter((name) => typeof name === 'string')
  })
}

function titleOf(source: InterviewSource): string | null {
  for (const { metadata } of documentsWith(source.yaml, 'metadata')) {
    if (metadata === null || typeof metadata !== 'object' || !('title' in metadata)) continue
    const { title } = metadata
    if (typeof title === 'string' && title.trim() !== '') return title.trim()
  }
  return null
}

/** Those of the file's documents that have this key, each as a mapping. */
function documentsWith(yaml: string, key: string): Record<string, unknown>[] {
  return yaml.split(/^---[ \t]*\r?$/m).flatMap((document) => {
    if (!new RegExp(`^${key}[ \\t]*:`, 'm').test(document)) return []
    const block = tryYaml(document)
    const isMapping = block !== null && typeof block === 'object' && key in block
    return isMapping ? [Object.fromEntries(Object.entries(block))] : []
  })
}

/** Null for what is not YAML: the engine says so, with the line, when the interview is opened. */
function tryYaml(text: string): unknown {
  try {
    return parsePlainYaml(text)
  } catch {
    return null
  }
}

const ABSENCE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM']

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABSENCE.includes(String(error.code))
}
