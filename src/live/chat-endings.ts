import { ended } from './chat.ts'
import { participantsOf, type Room } from './room.ts'
import { put } from './room-effect.ts'

/** CHT19. Blocks stay (BLK4). */
export function withoutChats(room: Room): Room {
  return participantsOf(room).reduce(
    (next, person) => put(next, person, { ...ended(person, 'interview', null), invitation: null }),
    room,
  )
}
