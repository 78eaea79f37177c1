/** Reads an interview, has Python compile its pieces, and indexes which block can define what. */
import { readInterview, packageOf } from './read-interview.ts'
import { fields, list, strings } from './reply.ts'
import { normalise } from './variable-names.ts'
import type { Block, Interview } from './blocks.ts'
import type { Piece } from './pieces.ts'
import type { Python } from './python.ts'
import type { InterviewSource, LoadProblem } from './request.ts'

export function loadInterview(
  python: Python,
  source: InterviewSource,
): Interview | { readonly problems: readonly LoadProblem[] } {
  const read = readInterview(source)
  const pieces = read.pieces.all
  const reply = fields(
    python.call('load', {
      hash: source.hash,
      path: source.path,
      package: packageOf(source.path),
      modules: source.modules,
      imports: read.imports,
      loadUtil: read.loadUtil,
      sensitive: read.blocks.flatMap(sensitiveNames),
      pieces: pieces.map(({ id, kind, source: text, where }) => ({
        id,
        kind,
        source: text,
        where,
      })),
    }),
  )
  const found = list(reply['problems']).map((value) => toProblem(source.path, pieces, value))
  const problems = [...read.problems, ...found]
  if (problems.length > 0) return { problems: problems.toSorted(byPlace) }
  const known = fields(reply['pieces'])
  const blocks = read.blocks.map((block) => withAssigned(block, known))
  return {
    path: source.path,
    hash: source.hash,
    title: read.title,
    shortTitle: read.shortTitle,
    exitUrl: read.exitUrl,
    operators: read.operators,
    blocks,
    passing: blocks
      .filter((block) => block.alwaysAnew && isPlain(block))
      .flatMap(({ sets }) => sets),
    byName: index(blocks),
    help: read.help,
    images: read.images,
    defaultRoles: read.defaultRoles,
    roleAddresses: read.roleAddresses,
    javascript: read.javascript,
    css: read.css,
    parts: read.parts,
    messages: read.messages,
    canGoBack: read.canGoBack,
    ownActions: blocks.some((block) => callsProcessAction(block, known)),
  }
}

/** OBS7: variables whose content observers are not shown. */
function sensitiveNames(block: Block): readonly string[] {
  if (block.type !== 'question') return []
  return block.screen.fields.flatMap(({ sensitive, variable }) =>
    sensitive && variable !== null ? [variable] : [],
  )
}

/** Without placeholders: of one object and one index, there is a value to forget. */
function isPlain(block: Block): boolean {
  const isPattern = (name: string): boolean => /^x\b|\[[ijklmn]\]/.test(name)
  return block.generic === null && !block.sets.some(isPattern)
}

/** Code blocks define what they assign, unless `only sets` says otherwise. */
function withAssigned(block: Block, known: Readonly<Record<string, unknown>>): Block {
  if (block.type !== 'code' || !block.scan) return block
  const assigned = strings(fields(known[String(block.piece)])['sets'])
  return { ...block, sets: [...new Set([...block.sets, ...assigned])] }
}

function callsProcessAction(block: Block, known: Readonly<Record<string, unknown>>): boolean {
  if (block.type !== 'code') return false
  return strings(fields(known[String(block.piece)])['calls']).includes('process_action')
}

function index(blocks: readonly Block[]): ReadonlyMap<string, readonly Block[]> {
  const byName = new Map<string, Block[]>()
  for (const block of blocks.toReversed()) {
    for (const name of new Set([...block.sets, ...block.events].map(normalise))) {
      const found = byName.get(name)
      if (found === undefined) byName.set(name, [block])
      else found.push(block)
    }
  }
  return byName
}

function toProblem(path: string, pieces: readonly Piece[], value: unknown): LoadProblem {
  const { piece: id, import: module, message, line } = fields(value)
  if (typeof module === 'string') {
    const text = `\`${module}\` cannot be imported: ${String(message)}`
    return { file: path, line: null, block: null, kind: 'error', message: text, feature: null }
  }
  const piece = pieces[Number(id)]
  const kind = piece?.kind === 'template' ? 'template' : 'Python'
  // A text of several lines begins on the line after its key.
  const below = piece !== undefined && piece.source.includes('\n') ? Number(line ?? 0) : 0
  return {
    file: piece?.file ?? path,
    line: piece === undefined ? null : piece.line + below,
    block: piece?.block ?? null,
    kind: 'error',
    message: `this is not ${kind === 'template' ? 'a template' : 'Python'}: ${String(message)}`,
    feature: null,
  }
}

function byPlace(left: LoadProblem, right: LoadProblem): number {
  return (left.line ?? 0) - (right.line ?? 0)
}
