/**
 * Whether a participant is there.
 *
 *              page opened                     page opened
 *     ┌──────────────────────────┐ ┌────────────────────────────────┐
 *     ▼                          │ ▼                                │
 *   present ──last page lost──► grace ──GRACE_MS──► offline ──OFFLINE_KEPT_MS──► unlisted
 *     └───────────────last page said goodbye──────────▲
 *
 * Somebody who never had a live connection (no script, a link preview) is offline and unlisted.
 */
import type { PageId, ProcessId } from '../base/id.ts'
import { GRACE_MS, OFFLINE_KEPT_MS, type Participant } from './room.ts'

export type Presence = 'present' | 'grace' | 'offline' | 'unlisted'

export function presenceOf(participant: Participant): Presence {
  if (Object.keys(participant.pages).length > 0) return 'present'
  if (participant.graceEndsAt !== null) return 'grace'
  return participant.listed ? 'offline' : 'unlisted'
}

export function openPage(participant: Participant, page: PageId, process: ProcessId): Participant {
  if (participant.pages[page] === process) return participant
  return {
    ...participant,
    pages: { ...participant.pages, [page]: process },
    graceEndsAt: null,
    offlineAt: null,
    listed: true,
    dismissedBy: [],
  }
}

/** Counts only for the process that holds the page now: the page may have come back elsewhere. */
export function closePage(
  participant: Participant,
  closed: { readonly page: PageId; readonly process: ProcessId; readonly goodbye: boolean },
  now: number,
): Participant {
  if (participant.pages[closed.page] !== closed.process) return participant
  const left = withoutPages(participant, (page) => page === closed.page)
  if (Object.keys(left.pages).length > 0) return left
  // Whoever joined is put out when they are gone, and a tab that is loaded anew says goodbye, too.
  return closed.goodbye && participant.joined === null
    ? { ...left, graceEndsAt: null, offlineAt: now }
    : { ...left, graceEndsAt: now + GRACE_MS }
}

/** The grace time begins anew for whoever was connected to it. */
export function losePages(participant: Participant, process: ProcessId, now: number): Participant {
  const left = withoutPages(participant, (_, holder) => holder === process)
  if (left === participant || Object.keys(left.pages).length > 0) return left
  return { ...left, graceEndsAt: now + GRACE_MS }
}

export function passTime(participant: Participant, now: number): Participant {
  if (participant.graceEndsAt !== null && participant.graceEndsAt <= now) {
    return { ...participant, graceEndsAt: null, offlineAt: now }
  }
  const leavesLists = unlistsAt(participant)
  if (leavesLists !== null && leavesLists <= now) return { ...participant, listed: false }
  return participant
}

/** When the grace time or the stay on the lists ends; null when only an event changes anything. */
export function nextPresenceDeadline(participant: Participant): number | null {
  return participant.graceEndsAt ?? unlistsAt(participant)
}

function unlistsAt(participant: Participant): number | null {
  if (participant.offlineAt === null || !participant.listed) return null
  return participant.offlineAt + OFFLINE_KEPT_MS
}

function withoutPages(
  participant: Participant,
  isGone: (page: string, holder: ProcessId) => boolean,
): Participant {
  const all = Object.entries(participant.pages)
  const kept = all.filter(([page, holder]) => !isGone(page, holder))
  if (kept.length === all.length) return participant
  return { ...participant, pages: Object.fromEntries(kept) }
}
