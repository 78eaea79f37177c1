import type { ParticipantId } from '../base/id.ts'
import type { RoomCommand } from './command.ts'
import { withoutChats } from './chat-endings.ts'
import type { NewMail } from './mail.ts'
import { ROLE_REPORTED_MS, START_SETTINGS, type Room } from './room.ts'
import { quietly, type RoomEffect, type RoomStep } from './room-effect.ts'

type Save = Extract<RoomCommand, { type: 'save' }>

/** Takes in one evaluated screen; the caller has compared the version. */
export function saveScreen(room: Room, save: Save, now: number): RoomStep<Room> {
  const version = room.version + 1
  const reported = reportRoles(room, [...save.settings.partnerRoles, ...save.rolesNamed], now)
  const sameQuestion = room.question === save.question && room.version > 0
  const saved: Room = {
    ...room,
    version,
    changed: save.changes ? { version, by: save.participant } : room.changed,
    position: save.position,
    settings: save.settings,
    multiUser: save.multiUser,
    operators: save.operators,
    title: save.title,
    question: save.question,
    questionSince: sameQuestion ? room.questionSince : now,
    progress: save.progress,
    rolesReported: reported.rolesReported,
  }
  const { position, answers, screen } = save
  return {
    next: save.restarts ? withoutChats(saved) : saved,
    effects: [
      ...(save.restarts ? [{ type: 'drop-steps' } as const] : []),
      { type: 'save', saved: { position, version, answers, screen } },
      ...reported.effects,
      ...wantsMails(save.mails),
    ],
  }
}

/** The interview is over for all; another save may begin it anew. */
export function exitInterview(
  room: Room,
  by: ParticipantId,
  mails: readonly NewMail[] = [],
): RoomStep<Room> {
  if (room.position < 0) return quietly(room)
  const next: Room = {
    ...withoutChats(room),
    version: room.version + 1,
    changed: { version: room.version + 1, by },
    position: -1,
    settings: START_SETTINGS,
    multiUser: false,
  }
  return { next, effects: [{ type: 'drop-steps' }, ...wantsMails(mails)] }
}

function wantsMails(mails: readonly NewMail[] = []): readonly RoomEffect[] {
  return mails.map((mail) => ({ type: 'mail', mail }))
}

/** The desk hears of each role once a day, so that most saves do without its lock. */
function reportRoles(
  room: Room,
  named: readonly string[],
  now: number,
): { readonly rolesReported: Room['rolesReported']; readonly effects: readonly RoomEffect[] } {
  const due = [...new Set(named)].filter((role) => {
    const last = Object.hasOwn(room.rolesReported, role) ? room.rolesReported[role] : undefined
    return last === undefined || last + ROLE_REPORTED_MS <= now
  })
  if (due.length === 0) return { rolesReported: room.rolesReported, effects: [] }
  const recent = Object.entries(room.rolesReported).filter(([, at]) => at + ROLE_REPORTED_MS > now)
  return {
    rolesReported: Object.fromEntries([...recent, ...due.map((role) => [role, now] as const)]),
    effects: [{ type: 'roles-named', roles: due }],
  }
}
