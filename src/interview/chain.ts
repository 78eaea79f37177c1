/**
 * What is needed next. Runs the interview's blocks until one of them wants a screen.
 *
 *   assemble -> initial and mandatory blocks in order -> a name is missing -> seek(name)
 *     -> the blocks that can define it, last of the file first -> code runs, a question asks
 *
 * A block that lacks a variable is stopped, the variable is sought, and the block starts again.
 * This file decides; running and rendering is Python's (`operation`s of dispatch.py).
 */
import { planScreen } from './build-screen.ts'
import { candidates } from './candidates.ts'
import { isListAction, runListAction } from './list-actions.ts'
import { readList } from './list-collect.ts'
import { parseReply, type Reply } from './reply.ts'
import { checkRole, ROLE_EVENT, type Search } from './roles.ts'
import { pushAction, type PendingAction } from './session-state.ts'
import { fill, normalise, type Bindings } from './variable-names.ts'
import { settledWithoutChoice } from './without-choice.ts'
import type { Block, CodeBlock, ObjectsBlock, QuestionBlock } from './blocks.ts'
import type { TableBlock, TemplateBlock } from './blocks.ts'
import type { Flag } from './pieces.ts'
import type { Look } from './look.ts'
import type { EvaluationError } from './request.ts'
import { placeOf, type Run, type Stop } from './run.ts'

/** Bounds what one assembly may take; well above any real interview. */
const MAX_ATTEMPTS = 5000
const MAX_DEPTH = 60
const MAX_ROUNDS = 50
/** The same name missing again and again although it was defined: objects that misname themselves. */
const MAX_SAME = 8

/** What is due now. */
export function assemble(run: Run): Stop {
  run.met.clear()
  const { passing } = run.interview
  if (passing.length > 0) run.python.call('forget', { names: passing })
  for (let round = 0; round < MAX_ROUNDS; round++) {
    run.chain.length = 0
    run.busy.clear()
    run.waitsFor = null
    const stop = assembleOnce(run)
    if (stop.type !== 'again') return stop
  }
  return failed(run, 'loop', 'The interview starts again and again without asking anything.')
}

function assembleOnce(run: Run): Stop {
  if (!run.interview.ownActions) {
    const stop = runActions(run)
    if (stop !== null) return stop
  }
  for (const block of run.interview.blocks) {
    const stop = runDue(run, block)
    if (stop !== null) return stop
  }
  return { type: 'finished' }
}

function runDue(run: Run, block: Block): Stop | null {
  const { initial, mandatory } = block
  const first = initial === null ? false : isTrue(run, initial)
  if (typeof first !== 'boolean') return first
  if (!first) {
    if (mandatory === null || run.state.done.has(block.name)) return null
    const must = isTrue(run, mandatory)
    if (typeof must !== 'boolean') return must
    if (!must) return null
  }
  const applies = isApplicable(run, block, {})
  if (typeof applies !== 'boolean') return applies
  if (!applies) return null
  const stop = offer(run, block, { bindings: {}, sought: null })
  if (stop === null && mandatory !== null && !first) run.state.done.add(block.name)
  return stop
}

function isTrue(run: Run, flag: Flag): boolean | Stop {
  if (flag.type === 'fixed') return flag.value
  const read = lookUp(run, [{ as: 'flag', piece: flag.piece }], {})
  return isStop(read) ? read : read[0] === true
}

function isApplicable(run: Run, block: Block, bindings: Bindings): boolean | Stop {
  if (block.conditions.length === 0) return true
  const items = block.conditions.map((piece) => ({ as: 'flag' as const, piece }))
  const read = lookUp(run, items, bindings)
  return isStop(read) ? read : read.every((value) => value === true)
}

interface Wanted {
  readonly bindings: Bindings
  readonly sought: string | null
  readonly endsAction?: boolean
}

/** Lets a block do its part: null when code went through, otherwise why things stop here. */
function offer(run: Run, block: Block, wanted: Wanted): Stop | null {
  const outer = run.at
  run.at = placeOf(block)
  const stop = atWork(run, block, wanted)
  run.at = outer
  return stop
}

function atWork(run: Run, block: Block, wanted: Wanted): Stop | null {
  const { bindings, sought } = wanted
  if (block.needs.length > 0) {
    const items = block.needs.map((piece) => ({ as: 'value' as const, piece }))
    const read = lookUp(run, items, bindings)
    if (isStop(read)) return read
  }
  clear(run, block, bindings)
  switch (block.type) {
    case 'code':
      return checkRole(run, block, search(run)) ?? runCode(run, block, bindings)
    case 'objects':
      return createObjects(run, block, bindings, sought)
    case 'template':
    case 'table':
      return createTemplate(run, block, bindings)
    case 'question':
      if (run.state.passed.has(block.name)) {
        run.met.add(block.name)
        return null
      }
      return ask(run, block, bindings, wanted.endsAction ?? false)
  }
}

/** `undefine` and `reconsider`: once in an assembly. */
function clear(run: Run, block: Block, bindings: Bindings): void {
  const names = [...block.undefine, ...block.reconsider].map((name) => fill(name, bindings))
  if (names.length === 0 || run.cleared.has(block.name)) return
  run.cleared.add(block.name)
  run.python.call('forget', { names })
}

function search(run: Run): Search {
  return {
    attempt: (operation) => attempt(run, operation),
    isStop,
    offer(block, bindings) {
      const applies = isApplicable(run, block, bindings)
      if (typeof applies !== 'boolean') return applies
      return applies ? offer(run, block, { bindings, sought: ROLE_EVENT }) : null
    },
  }
}

function runCode(run: Run, block: CodeBlock, bindings: Bindings): Stop | null {
  const outer = run.decidingRole
  run.decidingRole = outer || block.decidesRole
  const read = attempt(run, () =>
    run.python.call('run', {
      piece: block.piece,
      bindings,
      action: run.current,
      due: run.actions.length > 0 && run.current === null,
    }),
  )
  run.decidingRole = outer
  return isStop(read) ? read : null
}

function createObjects(
  run: Run,
  block: ObjectsBlock,
  bindings: Bindings,
  sought: string | null,
): Stop | null {
  const all = block.objects.map(({ name, piece }) => ({ name: fill(name, bindings), piece }))
  const objects = sought === null ? all : all.filter(({ name }) => name === sought)
  const read = attempt(run, () => run.python.call('create', { objects, sought, bindings }))
  return isStop(read) ? read : null
}

function createTemplate(
  run: Run,
  block: TemplateBlock | TableBlock,
  bindings: Bindings,
): Stop | null {
  const { type, made } = block
  const name = fill(block.variable, bindings)
  const read = attempt(run, () => run.python.call(type, { name, made, bindings }))
  return isStop(read) ? read : null
}

function ask(run: Run, block: QuestionBlock, bindings: Bindings, endsAction: boolean): Stop | null {
  const read = (items: Look['items']): readonly unknown[] | Stop => lookUp(run, items, bindings)
  const list = readList(block.screen.collect, { bindings, sent: run.sent }, read)
  if (isStop(list)) return list
  const plan = planScreen(block, {
    interview: run.interview,
    bindings,
    language: run.request.context.language,
    canGoBack: run.interview.canGoBack && run.state.steps > 0,
    session: run.request.context.sessionId,
    list,
    waits: run.waitsFor !== null || block.events.includes(ROLE_EVENT),
  })
  const values = read(plan.look.items)
  if (isStop(values)) return values
  const built = plan.build(values)
  const items = settledWithoutChoice(built)
  if (items === null) {
    return checkRole(run, block, search(run)) ?? { type: 'ask', block, built, endsAction }
  }
  const settled = attempt(run, () => run.python.call('presume', { items, bindings }))
  return isStop(settled) ? settled : null
}

function lookUp(run: Run, items: Look['items'], bindings: Bindings): readonly unknown[] | Stop {
  if (items.length === 0) return []
  const value = attempt(run, () => run.python.call('look', { items, bindings }))
  return isStop(value) || Array.isArray(value) ? value : []
}

/** Runs an operation until it goes through; what it lacks is sought in between. */
function attempt(run: Run, operation: () => unknown): unknown {
  let last: string | null = null
  let same = 0
  for (;;) {
    run.attempts += 1
    if (run.attempts > MAX_ATTEMPTS) {
      return failed(run, 'loop', 'Assembling the screen takes too many steps.')
    }
    const sought = run.chain.at(-1) ?? null
    run.python.call('descend', { depth: run.chain.length, sought, block: run.at })
    const reply = parseReply(operation())
    if (reply.type === 'ok') return reply.value
    if (reply.type === 'missing') {
      same = reply.name === last ? same + 1 : 0
      last = reply.name
      if (same > MAX_SAME) {
        run.chain.push(reply.name)
        return failed(run, 'loop', `\`${reply.name}\` is still missing after it was defined.`)
      }
    }
    const stop = respond(run, reply)
    if (stop !== null) return stop
  }
}

function respond(run: Run, reply: Exclude<Reply, { type: 'ok' }>): Stop | null {
  switch (reply.type) {
    case 'missing':
      return seek(run, normalise(reply.name))
    case 'need':
      return { type: 'need', need: reply.need }
    case 'action':
      return runActions(run)
    case 'force':
      if (run.current !== null) run.actions.pop()
      pushAction(run.actions, { name: reply.names.join(','), arguments: {} })
      return inAction(run, null, () => runActions(run))
    case 'rerun':
      return { type: 'again' }
    case 'command':
      return reply.what === 'refresh' ? { type: 'again' } : reply
    case 'message':
      return { type: 'message', question: reply.question, subquestion: reply.subquestion }
    case 'unsupported':
      return failed(run, 'unsupported', `\`${reply.feature}\` is not supported yet.`)
    case 'invalid':
    case 'broken':
      return failed(run, 'python', reply.message)
    case 'error':
      return failed(run, 'python', reply.message, reply.frames.join('\n'))
  }
}

/** Finds the value of a variable, or the screen that asks for it. */
function seek(run: Run, name: string): Stop | null {
  if (run.chain.length >= MAX_DEPTH) {
    run.chain.push(name)
    return failed(run, 'loop', 'The variables that are needed lead to ever more variables.')
  }
  run.chain.push(name)
  let wasBusy = false
  for (const { block, bindings } of candidates(run, name)) {
    const mark = `${block.name} ${name}`
    if (run.busy.has(mark)) {
      wasBusy = true
      continue
    }
    run.busy.add(mark)
    const stop = tryBlock(run, block, { bindings, sought: name })
    run.busy.delete(mark)
    if (stop === 'delivered') {
      run.chain.pop()
      return null
    }
    if (stop !== null) return stop
  }
  if (wasBusy) return failed(run, 'loop', `\`${name}\` is needed to define \`${name}\`.`)
  return nobody(run, name)
}

function tryBlock(
  run: Run,
  block: Block,
  wanted: { readonly bindings: Bindings; readonly sought: string },
): Stop | 'delivered' | null {
  const { bindings, sought } = wanted
  const applies = isApplicable(run, block, bindings)
  if (typeof applies !== 'boolean') return applies
  if (!applies) return null
  const stop = offer(run, block, wanted)
  if (stop !== null) return stop
  const names = [sought]
  const reply = parseReply(run.python.call('defined', { names, bindings: {} }))
  if (reply.type !== 'ok') return reply.type === 'missing' ? null : respond(run, reply)
  return Array.isArray(reply.value) && reply.value[0] === true ? 'delivered' : null
}

function nobody(run: Run, name: string): Stop {
  const base = name.split(/[.[]/)[0] ?? name
  const reply = parseReply(run.python.call('documented', { name: base }))
  if (reply.type === 'ok' && reply.value === true) {
    return failed(run, 'unsupported', `\`${base}\` is not supported yet.`)
  }
  return failed(run, 'undefined', `\`${name}\` is not defined, and no block defines it.`)
}

/** Carries out what is pending; null when nothing is (any more). */
function runActions(run: Run): Stop | null {
  for (let count = 0; count < MAX_ROUNDS; count++) {
    const action = run.actions.at(-1)
    if (action === undefined) return null
    const stop = inAction(run, action, () => runAction(run, action))
    if (stop !== null) return stop
  }
  return failed(run, 'loop', 'Actions start ever more actions.')
}

function inAction(run: Run, action: PendingAction | null, work: () => Stop | null): Stop | null {
  const outer = run.current
  run.current = action
  const stop = work()
  run.current = outer
  return stop
}

function runAction(run: Run, action: PendingAction): Stop | null {
  if (isListAction(action)) {
    const read = runListAction(run, action, (work) => attempt(run, work))
    if (isStop(read)) return read
    if (run.actions.at(-1) === action) run.actions.pop()
    return null
  }
  const name = normalise(action.name)
  run.chain.push(name)
  const found = candidates(run, name)
  if (found.length === 0) return nobody(run, name)
  for (const { block, bindings } of found) {
    const applies = isApplicable(run, block, bindings)
    if (typeof applies !== 'boolean') return applies
    if (!applies) continue
    const stop = offer(run, block, { bindings, sought: name, endsAction: true })
    if (stop !== null) return stop
    // Code behind an event is the whole action; code that defines a variable leaves room for others.
    if (block.events.includes(name)) break
  }
  run.chain.pop()
  if (run.actions.at(-1) === action) run.actions.pop()
  return null
}

function isStop(value: unknown): value is Stop {
  return typeof value === 'object' && value !== null && 'type' in value
}

function failed(run: Run, code: EvaluationError['code'], message: string, detail = ''): Stop {
  return { type: 'failed', error: { code, message, chain: [...run.chain], detail } }
}
