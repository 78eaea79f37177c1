/**
 * One evaluation, whole: the request is sent again with the facts that interview code asked for
 * until there is a screen. `now` and the seed stay the same, so every round runs the same way.
 */
import type { Evaluators } from '../evaluators/evaluators.ts'
import type {
  ChatLogLine,
  EvaluationContext,
  EvaluationReply,
  EvaluationRequest,
  Fact,
  Input,
  InterviewSource,
  Need,
} from '../interview/request.ts'
import { chatPartners, mayRead } from '../live/derive.ts'
import { findParticipant, type ChatLine } from '../live/room.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { openLine, readAllLines } from './chat-lines.ts'
import type { Visit } from './door.ts'
import { contentOf } from './file-content.ts'
import type { FileKeeper } from './file-keeper.ts'
import type { Settings } from './settings.ts'
import { mailsLeft, type MailLimits } from './wanted-mails.ts'

const MAX_ROUNDS = 16

export type Evaluated = Extract<EvaluationReply, { type: 'screen' | 'failed' }>

export async function evaluate(
  world: {
    readonly store: Store
    readonly settings: Settings
    readonly evaluators: Evaluators
    readonly keeper: FileKeeper
  },
  given: {
    readonly visit: Visit
    readonly source: InterviewSource
    readonly answers: string | null
    readonly input: Input
    readonly context: EvaluationContext
  },
): Promise<Evaluated> {
  const { source, answers, input, context } = given
  const facts: Record<string, Fact> = {}
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const request: EvaluationRequest = {
      interviewHash: source.hash,
      answers,
      input,
      context,
      facts: { ...facts },
    }
    const reply = await world.evaluators.evaluate(request, source)
    switch (reply.type) {
      case 'screen':
      case 'failed':
        return reply
      case 'source-missing':
        return failed('the evaluator does not take the interview')
      case 'told':
        return failed('nobody asked for the answers')
      case 'need':
        for (const need of reply.needs) {
          facts[need.key] =
            need.type === 'file-content'
              ? await contentOf(world.keeper, given.visit, need.number, facts)
              : await find(world, given.visit, need)
        }
    }
  }
  return failed(`more than ${MAX_ROUNDS} rounds of facts`)
}

function failed(detail: string): Evaluated {
  return { type: 'failed', error: { code: 'evaluator', message: detail, chain: [], detail } }
}

async function find(
  world: MailLimits,
  visit: Visit,
  need: Exclude<Need, { type: 'file-content' }>,
): Promise<Fact> {
  const { store } = world
  switch (need.type) {
    case 'chat-partners': {
      const desk = await store.readDesk()
      return {
        type: 'chat-partners',
        ...chatPartners(visit.room, visit.participant.id, desk, need),
      }
    }
    case 'chat-log':
      return { type: 'chat-log', lines: await chatLog(store, visit) }
    case 'mail-limit':
      return { type: 'mail-limit', left: await mailsLeft(world, visit) }
  }
}

/** AUT12: what the participant may read, in order of sending. */
async function chatLog(store: Store, visit: Visit): Promise<readonly ChatLogLine[]> {
  const { room, participant, key } = visit
  const reader = { kind: 'participant', participant: participant.id } as const
  const { lines } = await readAllLines(store, room, 0, (line) => mayRead(room, line, reader))
  const accounts = new Map<string, Account | null>()
  const log: ChatLogLine[] = []
  for (const line of lines) {
    const id = senderAccount(visit, line)
    if (id !== null && !accounts.has(id)) accounts.set(id, await store.findAccount(id))
    const account = id === null ? null : (accounts.get(id) ?? null)
    log.push({
      message: openLine(key, line),
      sentAt: line.sentAt,
      email: account?.email ?? null,
      firstName: account?.firstName ?? null,
      lastName: account?.lastName ?? null,
    })
  }
  return log
}

function senderAccount(visit: Visit, line: ChatLine) {
  return line.sender.kind === 'operator'
    ? line.sender.account.id
    : (findParticipant(visit.room, line.sender.participant)?.account?.id ?? null)
}

/** As `InterviewFlow.answers`. */
export async function tellAnswers(
  evaluators: Evaluators,
  given: {
    readonly source: InterviewSource
    readonly answers: string
    readonly context: EvaluationContext
  },
): Promise<string | null> {
  const { source, answers, context } = given
  const input = { type: 'tell' } as const
  const request = { interviewHash: source.hash, answers, input, context, facts: {} }
  const reply = await evaluators.evaluate(request, source)
  return reply.type === 'told' ? reply.variables : null
}
