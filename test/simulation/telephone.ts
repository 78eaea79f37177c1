/**
 * The telephone network round simulated worlds: the server's line, people who call it and key codes, and
 * the company that carries calls and tells of them, late, twice, and in whatever order.
 */
import { encodeId, parseCallId, type CallId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import type { Command } from '../../src/live/command.ts'
import { voiceAnswer } from '../../src/live/phone-calls.ts'
import { MAX_PHONE_OFFERS, type CallFate } from '../../src/live/phone.ts'
import { askServer } from './asking.ts'
import type { Disk } from './disk.ts'
import { PHONE, type Try } from './phone-line.ts'
import type { Random } from './random.ts'
import type { Seams } from './seams.ts'
import type { ServerProcess } from './server.ts'
import type { World } from './world.ts'

export interface Telephone {
  /** A new call. */
  call(random: Random): CallId
  /** `times`: how often the company delivers the request, to whatever server. */
  key(tried: Try, times: number): void
  /** What the company says of a call that was put through, or was not. */
  report(call: CallId, fate: CallFate): void
  /** Calls that were put through, as their callers hear it. */
  readonly connected: readonly CallId[]
}

/** The line is there from the beginning. */
export function setLine(disk: Disk): void {
  const id = 'set-phone-line-at-begin' as Command['id']
  const command = { type: 'set-phone-line', line: PHONE.line } as const
  disk.run(disk.operations.transact({ aggregate: { kind: 'desk' }, id, digest: '', command }))
}

export function telephoneOf(world: () => World, voice: Seams['voice']): Telephone {
  const connected: CallId[] = []

  function ask<T>(
    run: (process: ServerProcess) => Promise<T>,
    heard: (value: T) => void = () => {},
  ): void {
    const [person] = world().operators
    if (person === undefined) return
    askServer(world(), { person, name: null }, run, (answer) => {
      if (answer !== 'lost' && 'value' in answer) heard(answer.value)
    })
  }

  async function answer(process: ServerProcess, tried: Try) {
    const { call, attempt, caller, digits } = tried
    const { fortune } = world()
    const draws = Array.from({ length: MAX_PHONE_OFFERS }, () => fortune.int(0, 2 ** 31))
    const done = await process.shell.perform({
      aggregate: { kind: 'desk' },
      id: process.shell.derivedId('try', `${call} ${attempt}`),
      digest: digits,
      command: { type: 'try-code', call, attempt, caller, digits, draws },
    })
    const repeated = done.repeated || done.reply.type === 'refused'
    return voice(voiceAnswer(await process.store.readDesk(), { call, attempt, repeated }))
  }

  return {
    connected,
    call: (random) => must(parseCallId(encodeId(random.bytes(16))), 'a call id'),
    key(tried, times) {
      for (let time = 0; time < times; time++) {
        ask(
          async (process) => {
            const given = await answer(process, tried)
            world().checker.phone.answered(tried, given)
            return given
          },
          ({ type }) => {
            world().note(`the caller of ${tried.call.slice(0, 4)} hears: ${type}`)
            if (type === 'connect') connected.push(tried.call)
          },
        )
      }
    },
    report(call, fate) {
      ask((process) =>
        process.shell.perform({
          aggregate: { kind: 'desk' },
          id: process.shell.freshId(),
          digest: '',
          command: { type: 'call-status', call, fate },
        }),
      )
    },
  }
}
