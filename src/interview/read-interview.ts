/**
 * An interview from its files: every block read and checked, `include` followed, everything for
 * Python collected. Python has not seen it yet when this is done.
 */
import { nearest } from '../base/nearest.ts'
import { KNOWN_BLOCK_KEYS, SUPPORTED_BLOCK_KEYS, TABLE_BLOCK_KEYS } from './block-keys.ts'
import { asText, createBlockReader, isList, isValueMap, type BlockReader } from './block-reader.ts'
import { createPieces, type Flag, type Pieces } from './pieces.ts'
import { readImages } from './read-images.ts'
import { readFeatures, readParts } from './read-appearance.ts'
import { readMessages } from './read-field-rules.ts'
import { readHelp, readList, readQuestion } from './read-question.ts'
import { readRoleAddresses, readRoles } from './read-roles.ts'
import { readTable } from './read-table.ts'
import { problem, readBlocks, type RawBlock, type ValueMap } from './yaml.ts'
import { isVariableName, normalise } from './variable-names.ts'
import type { Block, HelpSpec, ImageSpec, MessageSpec, RoleAddress, ScreenParts } from './blocks.ts'
import type { InterviewSource, LoadProblem } from './request.ts'

export interface Import {
  readonly name: string
  /** Its names, or the module itself under its name. */
  readonly all: boolean
  readonly as: string
}

/** What the files say; `blocks` in the order of the files. */
export interface ReadInterview {
  readonly blocks: readonly Block[]
  readonly pieces: Pieces
  readonly problems: readonly LoadProblem[]
  readonly imports: readonly Import[]
  readonly loadUtil: boolean
  readonly title: string
  readonly shortTitle: string
  readonly exitUrl: string | null
  readonly operators: readonly string[] | null
  readonly help: readonly HelpSpec[]
  readonly images: ReadonlyMap<string, ImageSpec>
  readonly defaultRoles: readonly string[] | null
  readonly roleAddresses: readonly RoleAddress[]
  readonly javascript: readonly string[]
  readonly css: readonly string[]
  readonly parts: ScreenParts
  readonly messages: readonly MessageSpec[]
  readonly canGoBack: boolean
}

interface State {
  readonly source: InterviewSource
  readonly pieces: Pieces
  readonly problems: LoadProblem[]
  readonly blocks: Block[]
  readonly imports: Import[]
  readonly help: HelpSpec[]
  readonly images: Map<string, ImageSpec>
  readonly javascript: string[]
  readonly css: string[]
  readonly superseded: Set<string>
  readonly included: Set<string>
  readonly roleAddresses: RoleAddress[]
  defaultRoles: readonly string[] | null
  metadata: ValueMap
  operators: readonly string[] | null
  parts: ScreenParts
  readonly messages: MessageSpec[]
  canGoBack: boolean
  count: number
}

export function readInterview(source: InterviewSource): ReadInterview {
  const none: ScreenParts = {
    title: null,
    shortTitle: null,
    under: null,
    continueLabel: null,
    resumeLabel: null,
    backLabel: null,
  }
  const state: State = {
    source,
    pieces: createPieces(),
    problems: [],
    blocks: [],
    imports: [],
    help: [],
    images: new Map(),
    javascript: [],
    css: [],
    superseded: new Set(),
    included: new Set([source.path]),
    roleAddresses: [],
    defaultRoles: null,
    metadata: {},
    operators: null,
    parts: none,
    messages: [],
    canGoBack: true,
    count: 0,
  }
  readFile(state, source.yaml, source.path)
  if (state.blocks.length === 0 && state.problems.length === 0) {
    state.problems.push(
      problem(source.path, null, null, 'the interview has no questions and no code'),
    )
  }
  const title = word(state.metadata['title']) ?? source.path
  return {
    ...state,
    blocks: state.blocks.filter((block) => !state.superseded.has(block.name)),
    loadUtil: state.metadata['suppress loading util'] !== true,
    title,
    shortTitle: word(state.metadata['short title']) ?? title,
    exitUrl: word(state.metadata['exit url']),
  }
}

function word(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : null
}

function readFile(state: State, yaml: string, file: string): void {
  const { blocks, problems } = readBlocks(yaml, file)
  state.problems.push(...problems)
  for (const raw of blocks) readBlock(state, raw)
}

const ALWAYS: Flag = { type: 'fixed', value: true }

/** Blocks are counted as docassemble counts them (`modules` among them): `Question_0`, `Question_1`. */
const LOGIC_KEYS = ['code', 'question', 'objects', 'template', 'table'] as const

function readBlock(state: State, raw: RawBlock): void {
  const logic = LOGIC_KEYS.find((key) => raw.value[key] !== undefined)
  const id = word(raw.value['id'])
  const name = logic === undefined ? `block ${raw.place}` : (id ?? `Question_${state.count}`)
  if (logic !== undefined || raw.value['modules'] !== undefined) state.count += 1
  const reader = createBlockReader({ raw, name, pieces: state.pieces, problems: state.problems })
  const isTable = logic === 'table'
  const supported = isTable ? TABLE_BLOCK_KEYS : SUPPORTED_BLOCK_KEYS
  reader.checkKeys(raw.value, '', { supported, known: KNOWN_BLOCK_KEYS })
  readSettings(state, reader)
  if (logic === undefined) {
    explainNothing(reader)
    return
  }
  if (logic === 'question' && reader.has('code')) {
    reader.wrong('code', 'a block has either `question` or `code`, not both')
  }
  for (const superseded of readList(reader, 'supersedes')) state.superseded.add(superseded)
  const block = readLogic(reader, reader.has('question') ? 'question' : logic)
  if (block !== null) state.blocks.push(block)
}

const SETTINGS = new Set([
  'metadata',
  'features',
  'interview help',
  'modules',
  'imports',
  'include',
  'comment',
  'default screen parts',
  'default validation messages',
  'default role',
  'role emails',
  'images',
  'image sets',
])

/** A block that is neither logic nor a setting: most likely a mistyped key. */
function explainNothing(reader: BlockReader): void {
  const keys = Object.keys(reader.raw.value)
  if (keys.length === 0 || keys.some((key) => SETTINGS.has(key))) return
  if (keys.some((key) => !SUPPORTED_BLOCK_KEYS.has(key))) return
  reader.wrong(
    keys[0] ?? '',
    `a block with ${keys.map((key) => `\`${key}\``).join(', ')} does nothing: expected \`question\`, \`code\`, \`objects\` or \`template\``,
  )
}

function readSettings(state: State, reader: BlockReader): void {
  const metadata = reader.value('metadata')
  if (isValueMap(metadata)) {
    state.metadata = { ...state.metadata, ...metadata }
    // Metadata may hold anything; a misspelt limit would let everybody in.
    for (const key of Object.keys(metadata).filter(isAlmostOperators)) {
      const meant = `did you mean \`${OPERATORS_KEY}\`?`
      reader.wrong('metadata', `\`metadata: ${key}\` is not known (${meant})`)
    }
    if (metadata[OPERATORS_KEY] !== undefined) state.operators = readOperators(reader, metadata)
    // Who may enter is not a thing to pass over in silence.
    for (const key of ['required privileges', 'require login', 'sessions are unique']) {
      if (metadata[key] !== undefined) reader.unsupported('metadata', `metadata: ${key}`)
    }
  } else if (reader.has('metadata'))
    reader.wrong('metadata', '`metadata`: expected `key: value` lines')
  if (reader.has('interview help')) {
    const help = readHelp(reader, 'interview help')
    if (help !== null) state.help.push(help)
  }
  for (const [name, image] of readImages(reader, packageOf(reader.raw.file))) {
    state.images.set(name, image)
  }
  // Of several the last one counts.
  state.defaultRoles = readRoles(reader, 'default role') ?? state.defaultRoles
  state.roleAddresses.push(...readRoleAddresses(reader))
  if (reader.has('features')) readFeatures(reader, state)
  if (reader.has('default screen parts')) state.parts = { ...state.parts, ...readParts(reader) }
  const messages = 'default validation messages'
  state.messages.push(...readMessages(reader, reader.value(messages), messages))
  for (const name of readList(reader, 'modules')) {
    state.imports.push({ name: absolute(state.source.path, name), all: true, as: '' })
  }
  for (const name of readList(reader, 'imports')) {
    const [module = name, alias] = name.split(/\s+as\s+/)
    const full = absolute(state.source.path, module.trim())
    state.imports.push({ name: full, all: false, as: alias?.trim() ?? full.split('.')[0] ?? full })
  }
  for (const path of readList(reader, 'include')) include(state, reader, path)
}

const OPERATORS_KEY = 'live help operators'

function isAlmostOperators(key: string): boolean {
  if (key === OPERATORS_KEY) return false
  return key.startsWith('live help') || nearest(key, [OPERATORS_KEY]) !== null
}

/** ACC4: a mistake here must not open the interview to more operators than was meant. */
function readOperators(reader: BlockReader, metadata: ValueMap): readonly string[] {
  const given = metadata[OPERATORS_KEY]
  const items: readonly unknown[] = Array.isArray(given) ? given : [given]
  const names = items.flatMap((item) =>
    typeof item === 'string' && item.trim() !== '' ? [item.trim()] : [],
  )
  if (names.length === 0 || names.length < items.length) {
    reader.wrong(
      'metadata',
      '`metadata: live help operators`: expected a privilege or a list of them, as in `[housing, admin]`',
    )
  }
  return [...new Set(names)]
}

/** `docassemble.foo` for `docassemble.foo:data/questions/bar.yml`. */
export function packageOf(path: string): string {
  const colon = path.indexOf(':')
  return colon < 0 ? '' : path.slice(0, colon)
}

function absolute(path: string, module: string): string {
  if (!module.startsWith('.')) return module
  const own = packageOf(path)
  return own === '' ? module.slice(1) : own + module
}

function include(state: State, reader: BlockReader, path: string): void {
  const own = packageOf(reader.raw.file)
  const folder = reader.raw.file.slice(0, reader.raw.file.lastIndexOf('/') + 1)
  const packages = [own, 'docassemble.base'].map((name) => `${name}:data/questions/${path}`)
  const candidates = [path, folder + path, ...packages]
  const found = candidates.find((candidate) => state.source.includes[candidate] !== undefined)
  const yaml = found === undefined ? undefined : state.source.includes[found]
  if (found === undefined || yaml === undefined) {
    const near = nearest(path, Object.keys(state.source.includes))
    const hint = near === null ? '' : `; did you mean \`${near}\`?`
    reader.wrong('include', `\`include\`: the file \`${path}\` is not there${hint}`)
    return
  }
  if (state.included.has(found)) return
  state.included.add(found)
  readFile(state, yaml, found)
}

function readLogic(reader: BlockReader, type: (typeof LOGIC_KEYS)[number]): Block | null {
  const listed = reader.namesOf(reader.value('sets'), 'sets')
  const only = reader.namesOf(reader.value('only sets'), 'only sets')
  const decidesRole = reader.has('default role')
  if (decidesRole && type !== 'code') {
    reader.wrong('default role', '`default role` stands alone or beside `code`')
  }
  const common = {
    name: reader.name,
    id: reader.word('id'),
    file: reader.raw.file,
    line: reader.raw.line,
    mandatory: reader.flag('mandatory'),
    initial: decidesRole ? ALWAYS : reader.flag('initial'),
    roles: readRoles(reader, 'role'),
    events: reader.namesOf(reader.value('event'), 'event'),
    conditions: expressions(reader, 'if'),
    needs: expressions(reader, 'need'),
    generic: reader.word('generic object'),
    undefine: reader.namesOf(reader.value('undefine'), 'undefine'),
    reconsider: typeof reader.value('reconsider') === 'boolean' ? [] : reader.names('reconsider'),
    alwaysAnew: reader.value('reconsider') === true,
  }
  if (type === 'question') {
    const { screen, sets } = readQuestion(reader)
    return { ...common, type, screen, sets: only.length > 0 ? only : [...sets, ...listed] }
  }
  if (type === 'code') {
    const piece = reader.code('code')
    const scan = only.length === 0 && reader.value('scan for variables') !== false
    const sets = [...only, ...listed]
    return piece === null ? null : { ...common, type, piece, scan, decidesRole, sets }
  }
  if (type === 'template') {
    const variable = reader.variable('template')
    const content = reader.text('content')
    if (content === null) reader.wrong('template', '`template`: `content` is missing')
    if (variable === null || content === null) return null
    const made = { content, subject: reader.text('subject') }
    return { ...common, type, variable, made, sets: [variable] }
  }
  if (type === 'table') {
    const table = readTable(reader)
    return table === null ? null : { ...common, type, ...table, sets: [table.variable] }
  }
  const objects = readObjects(reader)
  return { ...common, type, objects, sets: objects.map((object) => object.name) }
}

function expressions(reader: BlockReader, key: string): readonly number[] {
  const value = reader.value(key)
  const items = isList(value) ? value : value === undefined || value === null ? [] : [value]
  return items.flatMap((item) => {
    if (isValueMap(item) || isList(item) || item === null) {
      if (isValueMap(item)) reader.unsupported(key, `${key}: ${Object.keys(item)[0] ?? ''}`)
      else reader.wrong(key, `\`${key}\`: expected Python expressions`)
      return []
    }
    return [reader.expression(asText(item), key)]
  })
}

function readObjects(
  reader: BlockReader,
): readonly { readonly name: string; readonly piece: number }[] {
  const value = reader.value('objects')
  const maps = isList(value) ? value : [value ?? null]
  return maps.flatMap((map) => {
    if (!isValueMap(map)) {
      reader.wrong('objects', '`objects`: expected `- name: Class` lines')
      return []
    }
    return Object.entries(map).flatMap(([name, source]) => {
      if (typeof source !== 'string' || !isVariableName(name)) {
        reader.wrong('objects', `\`objects\`: expected \`- name: Class\` at \`${name}\``)
        return []
      }
      return [{ name: normalise(name), piece: reader.expression(source, 'objects') }]
    })
  })
}
