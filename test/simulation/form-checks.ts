/**
 * JOI3, REL5: nothing that was typed and sent is lost, no answer is written over by somebody who has not
 * seen it, and a screen is saved whole. It looks at what is saved, and at what each tab was shown.
 */
import type { SessionId } from '../../src/base/id.ts'
import type { Command } from '../../src/live/command.ts'
import type { Room } from '../../src/live/room.ts'
import type { Checker } from './checker.ts'
import { peopleOf } from './consent-memory.ts'
import { nameOfQuestion, START, type Answers } from './interview.ts'
import type { Person } from './people.ts'
import type { Shown } from './server-http.ts'
import type { Steps } from './steps.ts'

/** The screen that somebody typed into, as their tab was shown it. */
export interface TypedInto {
  readonly session: SessionId
  /** Of the answers that it was made from. */
  readonly version: number
  readonly screen: string
  readonly known: Readonly<Record<string, string>>
}

export interface FormChecks {
  committed(before: Room | null, after: Room, order: Command): void
  /** `sent`: with what stood there, some of it typed into an earlier screen and given back. */
  typed(texts: readonly string[], sent: readonly string[], into: TypedInto): void
  answered(tab: string, texts: readonly string[], shown: Extract<Shown, { type: 'screen' }>): void
  /** The session is gone, or whoever typed is out, and was told so. */
  givenUp(texts: readonly string[]): void
  /** Somebody who had joined, and is not in the session any more. */
  isOut(session: SessionId, person: Person): boolean
  shownThoughOut(tab: string): void
}

export function createFormChecks(
  of: Pick<Checker, 'violate' | 'count' | 'room'> & { readonly steps: () => Steps },
): FormChecks {
  const { violate, count } = of
  const latest = new Map<SessionId, Answers>()
  const saved = new Set<string>()
  const into = new Map<string, TypedInto>()
  /** By which version somebody last ended the interview for all. */
  const exits = new Map<SessionId, number>()

  /** What was typed into an interview that is over belongs to nothing any more. */
  function isOver(text: string): boolean {
    const form = into.get(text)
    return form !== undefined && form.version < (exits.get(form.session) ?? 0)
  }

  /** What stood in the fields when this was saved is what its person had before their eyes. */
  function checkSeen(before: Answers, after: Answers): void {
    const fresh = Object.entries(after.said).filter(([key]) => !Object.hasOwn(before.said, key))
    for (const [, text] of fresh) {
      const form = into.get(text)
      if (form === undefined) continue
      count('answer saved')
      if (form.screen !== nameOfQuestion(before.question)) {
        violate('JOI3', `${text} was typed into ${form.screen} and answers ${before.question}`)
      }
      for (const [key, known] of Object.entries(form.known)) {
        const stood = before.shown[key] ?? ''
        if (stood !== known) violate('JOI3', `${text} is saved over ${stood}, which was not shown`)
      }
    }
  }

  function checkKept(before: Answers, after: Answers): void {
    for (const [key, text] of Object.entries(before.said)) {
      if (after.said[key] !== text) violate('JOI3', `the answer ${text} is lost, or written over`)
    }
  }

  return {
    committed(before, after, { command }) {
      // All of it was to go.
      if (command.type === 'exit') {
        latest.delete(after.id)
        exits.set(after.id, after.version)
      }
      if (command.type !== 'save') return
      const answers = of.steps().read(after.id)
      if (answers === null) return violate('REL5', 'a screen is saved without its answers')
      const had = latest.get(after.id) ?? START
      latest.set(after.id, answers)
      for (const text of Object.values(answers.said)) saved.add(text)
      if (command.restarts) return
      const isBack = before !== null && command.position < before.position
      if (!isBack) checkKept(had, answers)
      checkSeen(had, answers)
      const fields = Object.keys(answers.said).filter((key) =>
        key.startsWith(`${answers.question - 1}.`),
      )
      if (fields.length === 1) violate('REL5', 'half of a screen is saved')
    },
    typed(texts, sent, form) {
      for (const text of [...texts, ...sent.filter((one) => into.has(one))]) into.set(text, form)
    },
    answered(tab, texts, { accepted, rendered }) {
      count(accepted ? 'form accepted' : 'form given back')
      for (const text of texts) {
        if (saved.has(text)) continue
        if (!accepted && isOver(text)) continue
        if (accepted) violate('REL5', `${tab} was told that ${text} is saved`)
        else if (!new RegExp(`\\b${text}\\b`).test(rendered.html)) {
          violate('JOI3', `${text}, typed on ${tab}, is neither saved nor given back`)
        }
      }
    },
    givenUp: (texts) => texts.forEach((text) => into.delete(text)),
    isOut(session, { account, isOperator }) {
      const room = of.room(session)
      if (!isOperator || room === null || account === null) return false
      const own = peopleOf(room).find((one) => one.account?.id === account.id)
      return own === undefined || (own.joined?.over ?? null) !== null
    },
    shownThoughOut: (tab) => violate('JOI1', `${tab} is shown a screen though its operator is out`),
  }
}
