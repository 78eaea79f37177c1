/** What can be asked of a room about watching and control, as random events. */
import fc from 'fast-check'
import type { SessionId } from '../../base/id.ts'
import { CONSENTS } from '../../base/consent.ts'
import type { RoomCommand } from '../command.ts'
import { findParticipant, type Control } from '../room.ts'
import type { MemoryDriver } from './memory-driver.ts'
import { account, ANN, BOB, card, page, process } from './samples.ts'

export function watchActions(among: {
  readonly sessions: readonly SessionId[]
  readonly operators: readonly string[]
}): fc.Arbitrary<(driver: MemoryDriver) => void> {
  const scene = fc.record({
    id: fc.constantFrom(...among.sessions),
    who: fc.constantFrom(ANN, BOB),
    name: fc.constantFrom(...among.operators),
    /** Of two Monitors, and of two pages. */
    at: fc.constantFrom('1', '2'),
    on: fc.constantFrom('P', 'Q'),
    floor: fc.constantFrom('author', 'author', 'author', ...CONSENTS),
    /** 0: the present number; else another. */
    off: fc.constantFrom(0, 0, 0, -1, 1),
    yes: fc.boolean(),
  })
  const kind = fc.constantFrom(
    'observe',
    'observe',
    'unobserve',
    'take-control',
    'take-control',
    'work',
    'work',
    'work',
    'renew-control',
    'renew-control',
    'release-control',
    'take-back',
    'answer-ask',
    'answer-ask',
    'end-watch',
    'page-leaves',
    'merge' as const,
  )
  return fc.tuple(kind, scene).map(([type, chosen]) => (driver: MemoryDriver) => {
    const { id, who, name, at, on, floor, off, yes } = chosen
    const participant = who
    const monitor = page(`${name}${at}`)
    const holder = process(on)
    const operator = card(name)
    const before = controlIn(driver, chosen)
    const number = (before?.number ?? 0) + off
    const holding = off === 0 && before !== null ? before.monitor : monitor
    const accepts = (what: 'observe' | 'control') =>
      ({ type: 'answer-ask', participant, operator: account(name), what, accepts: true }) as const
    const commands: Record<Exclude<typeof type, 'work'>, () => RoomCommand> = {
      observe: () => ({ type: 'observe', participant, operator, monitor, process: holder, floor }),
      unobserve: () => ({ type: 'unobserve', participant, monitor, process: holder, lost: yes }),
      'take-control': () => ({
        type: 'take-control',
        participant,
        operator,
        monitor,
        process: holder,
        floor,
        page: off === 0 ? page(at) : null,
        takeOver: yes,
      }),
      'renew-control': () => ({ type: 'renew-control', participant, monitor: holding, number }),
      'release-control': () => ({ type: 'release-control', participant, monitor: holding, number }),
      'take-back': () => ({ type: 'take-back', participant, number, silent: yes }),
      'answer-ask': () => ({
        type: 'answer-ask',
        participant,
        operator: account(name),
        what: off === 0 ? 'observe' : 'control',
        accepts: yes,
      }),
      'end-watch': () => ({ type: 'end-watch', participant, operator: account(name) }),
      'page-leaves': () => ({ type: 'page-leaves', participant, page: page(at) }),
      merge: () => ({ type: 'attach-account', participant, account: card('carla') }),
    }
    if (type === 'work') {
      // All that it takes, whatever the consent.
      const { observe, 'take-control': take } = commands
      const open = { type: 'page-opened', participant, page: page(at), process: holder } as const
      const asked = [observe(), accepts('observe'), observe(), take(), accepts('control'), take()]
      for (const command of [open, ...asked]) driver.toRoom(id, command)
    } else driver.toRoom(id, commands[type]())
    if (type === 'take-control' || type === 'work') expectHeld(driver, chosen, before)
  })
}

/** CTL5: what lasts is not taken from another by somebody who did not say so. */
function expectHeld(
  driver: MemoryDriver,
  chosen: Parameters<typeof controlIn>[1] & {
    readonly name: string
    readonly at: string
    readonly yes: boolean
  },
  before: Control | null,
): void {
  if (before === null || before.over !== null || before.expiresAt <= driver.now()) return
  const isOwn = before.monitor === page(`${chosen.name}${chosen.at}`)
  if (isOwn || chosen.yes) return
  const after = controlIn(driver, chosen)
  if (after?.number !== before.number) throw new Error('taken without a word')
}

function controlIn(
  driver: MemoryDriver,
  { id, who }: { readonly id: SessionId; readonly who: typeof ANN },
): Control | null {
  return findParticipant(driver.room(id), who)?.control ?? null
}
