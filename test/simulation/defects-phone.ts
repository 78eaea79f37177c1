/** Defects of telephone help, by wrapping a port or a message. */
import type { Command } from '../../src/live/command.ts'
import type { Desk } from '../../src/live/desk.ts'
import type { VoiceAnswer } from '../../src/live/phone-calls.ts'
import { NO_GUESSES } from '../../src/live/phone-guessing.ts'
import type { PhoneDesk, PhoneOffer } from '../../src/live/phone.ts'
import type { Store } from '../../src/store/store.ts'
import type { ActionName } from './actions.ts'
import { withTransact } from './defects-store.ts'
import type { Disk } from './disk.ts'
import type { Seams } from './seams.ts'
import { PHONE } from './phone-line.ts'

export const PHONE_DEFECTS: Readonly<Record<string, () => Partial<Seams>>> = {
  'a code is given twice': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        if (command.command.type === 'offer-call') {
          changePhone(disk, (phone) => ({
            ...phone,
            offers: phone.offers.map((offer) => ({ ...offer, code: '0000' })),
          }))
        }
        return done
      }),
  }),
  'a code that was used lives on': () => {
    let kept: readonly PhoneOffer[] = []
    return {
      store: (store, { disk }) =>
        withTransact(store, async (command, transact) => {
          if (command.command.type !== 'try-code') return transact(command)
          kept = deskOf(disk).phone.offers
          const done = await transact(command)
          changePhone(disk, (phone) => ({ ...phone, offers: kept }))
          return done
        }),
    }
  },
  'a code outlives its time': () => ({
    store: (store, { disk }) =>
      before(store, disk, ['try-code', 'tick'], (phone) => ({
        ...phone,
        offers: phone.offers.map((offer) => ({ ...offer, endsAt: offer.endsAt + 3_600_000 })),
      })),
  }),
  'an offer outlives its being available': () => restoring('save'),
  'an offer outlives its session': () => restoring('delete'),
  'an offer outlives its participant': () => restoring('attach-account'),
  'the desk does not see that an operator is gone': () => ({
    store: (store) => ({
      ...store,
      readDue: async (limit) => (await store.readDue(limit)).filter(({ kind }) => kind !== 'desk'),
    }),
  }),
  'calls of the day are forgotten': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type === 'try-code') {
          changeDesk(disk, (desk) => ({
            ...desk,
            operators: Object.fromEntries(
              Object.entries(desk.operators).map(([id, one]) => [id, { ...one, callsToday: null }]),
            ),
          }))
        }
        return transact(command)
      }),
  }),
  'a request that comes twice dials twice': () => ({
    voice: (answer) => (answer.type === 'connected-already' ? CONNECT : answer),
  }),
  'nobody counts guesses': () => ({
    store: (store, { disk }) =>
      before(store, disk, ['try-code'], (phone) => ({
        ...phone,
        guessing: NO_GUESSES,
      })),
  }),
  'an operator’s number is shown to whom they call': () => ({
    store: (store) => ({
      ...store,
      async readDesk() {
        const desk = await store.readDesk()
        const [own] = Object.values(desk.operators).flatMap(({ phone }) => phone?.number ?? [])
        const { line } = desk.phone
        if (own === undefined || line === null) return desk
        return { ...desk, phone: { ...desk.phone, line: { ...line, number: own } } }
      },
    }),
  }),
}

export const PHONE_FAVOURS: Readonly<Record<string, readonly ActionName[]>> = {
  'a code is given twice': ['phoneHelp', 'offerCall', 'enter'],
  'a code that was used lives on': ['phoneHelp', 'dial'],
  'a code outlives its time': ['phoneHelp', 'dial'],
  'an offer outlives its being available': ['phoneHelp', 'availability'],
  'an offer outlives its session': ['phoneHelp', 'deleteByAdministrator'],
  'an offer outlives its participant': ['phoneHelp', 'offerCall', 'signIn', 'enter'],
  'the desk does not see that an operator is gone': ['offerCall', 'setPhone', 'closeMonitor'],
  'calls of the day are forgotten': ['phoneHelp', 'dial'],
  'a request that comes twice dials twice': ['phoneHelp', 'dial'],
  'nobody counts guesses': ['phoneHelp', 'guessMany'],
  'an operator’s number is shown to whom they call': ['phoneHelp'],
}

export const PHONE_BREAKS: Readonly<Record<string, string>> = {
  'a code is given twice': 'PHN7',
  'a code that was used lives on': 'PHN5',
  'a code outlives its time': 'PHN',
  'an offer outlives its being available': 'AUT8',
  'an offer outlives its session': 'SES3',
  'an offer outlives its participant': 'PHN3',
  'the desk does not see that an operator is gone': 'PHN12',
  'calls of the day are forgotten': 'PHN13',
  'a request that comes twice dials twice': 'PHN8',
  'nobody counts guesses': 'PHN9',
  'an operator’s number is shown to whom they call': 'PHN4',
}

const CONNECT: VoiceAnswer = { type: 'connect', number: PHONE.line.number, timeLimitS: 1 }

/** What such a command ended is there again. */
function restoring(type: Command['command']['type']): Partial<Seams> {
  return {
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const { offers } = deskOf(disk).phone
        const done = await transact(command)
        if (command.command.type === type) changePhone(disk, (phone) => ({ ...phone, offers }))
        return done
      }),
  }
}

/** Something is changed before each command of these types. */
function before(
  store: Store,
  disk: Disk,
  types: readonly Command['command']['type'][],
  change: (phone: PhoneDesk) => PhoneDesk,
): Store {
  return withTransact(store, async (command, transact) => {
    if (types.includes(command.command.type)) changePhone(disk, change)
    return transact(command)
  })
}

function deskOf(disk: Disk): Desk {
  return disk.run(disk.operations.readDesk())
}

function changeDesk(disk: Disk, change: (desk: Desk) => Desk): void {
  disk.write('update desk set state = ?', JSON.stringify(change(deskOf(disk))))
}

function changePhone(disk: Disk, change: (phone: PhoneDesk) => PhoneDesk): void {
  changeDesk(disk, (desk) => ({ ...desk, phone: change(desk.phone) }))
}
