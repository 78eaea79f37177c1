/** What goes by HTTP: entering a session, screens that are saved, leaving. */
import type { SessionId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import type { LiveHelpSettings } from '../../src/interview/request.ts'
import type { RoomCommand } from '../../src/live/command.ts'
import { pickProcess } from './dialing.ts'
import { START } from './interview.ts'
import { participantOf } from './peace.ts'
import { cookiesOf, type Person } from './people.ts'
import type { ServerProcess } from './server.ts'
import type { World } from './world.ts'

export interface Settings extends Partial<LiveHelpSettings> {
  readonly multiUser?: boolean
  readonly restarts?: boolean
  readonly operators?: readonly string[] | null
}

export interface Requests {
  /** By the link of a session that is for several. */
  enter(person: Person, session: SessionId): void
  exit(person: Person, session: SessionId): void
  /** The first participant comes, and the interview sets up live help. */
  begin(person: Person, settings: Settings): Promise<void>
  /** Carried out somewhere, or not. */
  request(person: Person, name: string, run: (process: ServerProcess) => Promise<void>): void
  ask(process: ServerProcess, session: SessionId, command: RoomCommand): Promise<void>
  save(process: ServerProcess, person: Person, session: SessionId, next: Settings): Promise<void>
}

export function requestsOf(world: () => World): Requests {
  return {
    enter(person, session) {
      world().request(person, 'enter', async (process) => {
        const cookies = cookiesOf(person)
        const visitor = await process.visitorOf(cookies)
        const opened = await process.door.enter(session, visitor, process.door.shareKey(session))
        world().note(`${person.name} enters: ${opened.type}`)
        if (opened.type !== 'open' || person.entered.has(session)) return
        person.entered.add(session)
        if (person.tabs.length === 0) world().openTab(person, session)
      })
    },
    exit(person, session) {
      const participant = participantOf(world(), session, person)
      if (participant === null) return
      world().request(person, 'exit', (process) =>
        world().ask(process, session, { type: 'exit', participant }),
      )
    },
    async begin(person, settings) {
      const process = must(pickProcess(world()), 'a server')
      const visitor = await process.visitorOf(cookiesOf(person))
      const { room } = await process.door.create('interview.yml', visitor)
      world().sessions.push(room.id)
      person.entered.add(room.id)
      await world().save(process, person, room.id, { called: true, ...settings })
      world().openTab(person, room.id)
    },
    request(person, name, run) {
      const process = pickProcess(world())
      if (process === null || person.tabs.some(({ tab }) => world().cutOff.has(tab.name))) return
      const { clock, random, latencyMs } = world()
      clock.after(random.int(1, latencyMs), () => {
        process.gate.enter(() => {
          run(process).catch((error: unknown) => {
            world().note(
              `${name} failed: ${error instanceof Error ? error.message : String(error)}`,
            )
          })
        })
      })
    },
    async ask(process, session, command) {
      const { reply } = await process.shell.perform({
        aggregate: { kind: 'room', id: session },
        id: process.shell.freshId(),
        digest: '',
        command,
      })
      if (reply.type === 'refused') world().note(`${command.type} refused: ${reply.code}`)
    },
    async save(process, person, session, next) {
      const room = await process.store.readRoom(session)
      const participant = participantOf(world(), session, person)
      if (room === null || participant === null) return
      const { multiUser = room.multiUser, restarts = false, operators, ...settings } = next
      const saved = {
        settings: { ...room.settings, ...settings },
        multiUser,
        operators: operators === undefined ? room.operators : operators,
      }
      const { steps } = world()
      const before = restarts ? START : (steps.read(session) ?? START)
      const isOnly = Object.keys(next).length > 0
      const question = before.question + (isOnly || restarts ? 0 : 1)
      const answers = { ...before, ...saved, question, shown: isOnly ? before.shown : {} }
      await world().ask(process, session, {
        type: 'save',
        participant,
        expects: room.version,
        position: restarts ? 0 : room.position + 1,
        ...saved,
        rolesNamed: [],
        title: 'Interview',
        question: `question ${room.version}`,
        progress: null,
        control: null,
        restarts,
        changes: true,
        ...steps.seal(session, room.version + 1, participant, answers),
      })
    },
  }
}
