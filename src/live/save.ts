import type { RoomCommand } from './command.ts'
import { allowsChat, participantsOf, ROLE_REPORTED_MS, type Room } from './room.ts'
import type { RoomEffect, RoomStep } from './room-effect.ts'
import { CHAT_OFF } from './chat.ts'

type Save = Extract<RoomCommand, { type: 'save' }>

/** Takes in one evaluated screen; the caller has compared the version. */
export function saveScreen(room: Room, save: Save, now: number): RoomStep<Room> {
  const version = room.version + 1
  const reported = reportRoles(room, [...save.settings.partnerRoles, ...save.rolesNamed], now)
  const sameQuestion = room.question === save.question && room.version > 0
  const saved: Room = {
    ...room,
    version,
    position: save.position,
    settings: save.settings,
    multiUser: save.multiUser,
    title: save.title,
    question: save.question,
    questionSince: sameQuestion ? room.questionSince : now,
    progress: save.progress,
    rolesReported: reported.rolesReported,
  }
  const settled = settleChats(room, saved)
  const { position, answers, screen } = save
  return {
    next: settled.next,
    effects: [
      { type: 'save', saved: { position, version, answers, screen } },
      ...reported.effects,
      ...settled.effects,
    ],
  }
}

/** AUT8: settings that allow no chat end it; changed roles leave running conversations. */
function settleChats(before: Room, room: Room): RoomStep<Room> {
  const participants = { ...room.participants }
  const effects: RoomEffect[] = []
  const sameRoles =
    JSON.stringify(before.settings.partnerRoles) === JSON.stringify(room.settings.partnerRoles)
  for (const participant of participantsOf(room)) {
    if (participant.chat.state === 'off') continue
    if (!allowsChat(room.settings)) {
      participants[participant.id] = { ...participant, chat: CHAT_OFF }
      effects.push({ type: 'release', participant: participant.id })
    } else if (participant.chat.operator === null && !sameRoles) {
      effects.push({ type: 'assign', participant: participant.id, mayWait: true })
    }
  }
  return effects.length === 0
    ? { next: room, effects }
    : { next: { ...room, participants }, effects }
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
