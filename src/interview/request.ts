/**
 * What a server asks of an evaluator for one screen, and what comes back. All of it is JSON.
 * Evaluation has no side effects: the same request gives the same reply.
 */
import type { Consent } from '../base/consent.ts'
import type { Screen } from './screen.ts'

/** An interview as the server read it: the file, and whatever its package brings. */
export interface InterviewSource {
  /** As authors name it: `docassemble.base:data/questions/examples/chat.yml` or a path in the folder. */
  readonly path: string
  /** Hash of all that is in here: evaluators keep a compiled copy under it. */
  readonly hash: string
  readonly yaml: string
  /** Other YAML files that `include` may name, by path. */
  readonly includes: Readonly<Record<string, string>>
  /** Python modules of the interview's package, by dotted name. */
  readonly modules: Readonly<Record<string, string>>
}

/** The person in front of the screen. */
export interface Person {
  /** Anonymous visitors have a number in their session, accounts have none. */
  readonly visitorNumber: number | null
  readonly account: {
    readonly id: string
    readonly email: string
    readonly firstName: string
    readonly lastName: string
    readonly privileges: readonly string[]
    readonly language: string | null
    readonly timezone: string | null
  } | null
}

export interface EvaluationContext {
  /** ms since 1970; the only clock that interview code sees. */
  readonly now: number
  /** Seeds `random`; fresh for each request and kept when it is sent again. */
  readonly seed: string
  /** Time zone of the server (`timezone` in the configuration). */
  readonly timezone: string
  readonly language: string
  readonly person: Person
  readonly sessionId: string
  /** Absolute address of the server, without a slash at its end. */
  readonly urlRoot: string
  /** Path prefix (`root` in the configuration), `/` or `/prefix/`. */
  readonly root: string
  /** Put into `interview_url()` when `multi_user` is True. */
  readonly shareKey: string
  readonly urlArgs: Readonly<Record<string, string>>
}

/** A file that a person sent, as interview code sees it: never its content. */
export interface SentFile {
  /** Random; stands in the file's address. */
  readonly id: string
  /** Counted in the session from 1. */
  readonly number: number
  readonly filename: string
  /** In small letters, without the dot. */
  readonly extension: string
  readonly mimetype: string
  /** In bytes. */
  readonly size: number
}

/** What a form says of one field for files; the server has seen to it that they are the session's. */
export interface SentFiles {
  /** Sent earlier, and still wanted. */
  readonly kept: readonly SentFile[]
  readonly fresh: readonly SentFile[]
  /** Why something that was sent could not be kept. */
  readonly refusal: string | null
}

export type Input =
  /** Show what is due now: first screen, reload, after Back. */
  | { readonly type: 'show' }
  /** The user pressed a button of the screen. `values` by field key, as the browser sent them. */
  | {
      readonly type: 'submit'
      readonly screen: string
      readonly values: Readonly<Record<string, readonly string[]>>
      /** By field key. */
      readonly files?: Readonly<Record<string, SentFiles>>
    }
  | {
      readonly type: 'action'
      readonly name: string
      readonly arguments: Readonly<Record<string, unknown>>
    }
  /** The variables as they are: nothing is evaluated. */
  | { readonly type: 'tell' }

/** A fact about the world that interview code asked for (AUT9-AUT12). `key` tells equal asks apart. */
export type Need =
  | {
      readonly type: 'chat-partners'
      readonly key: string
      readonly roles: readonly string[]
      readonly mode: 'help' | 'peer' | 'peerhelp'
      /** ACC4: as `EvaluationReply.operators`. */
      readonly operators: readonly string[] | null
    }
  | { readonly type: 'chat-log'; readonly key: string }
  /** `slurp()`: of a file of this session. */
  | { readonly type: 'file-content'; readonly key: string; readonly number: number }
  /** `send_email()`: how many more addressees this session may have now. */
  | { readonly type: 'mail-limit'; readonly key: string }

/** PYT3: what `send_email()` wants sent. The server checks it all again. */
export interface WantedMail {
  readonly kind: 'interview' | 'role'
  /** What it is about: with the same key it is sent once in a session. Null: with each save anew. */
  readonly key: string | null
  /** Null: the configuration's default sender. */
  readonly from: MailPerson | null
  readonly replyTo: MailPerson | null
  readonly to: readonly MailPerson[]
  readonly cc: readonly MailPerson[]
  readonly bcc: readonly MailPerson[]
  readonly subject: string
  /** Null: made of `html` or `markdown`. */
  readonly text: string | null
  /** Null: made of `markdown`, if there is one. */
  readonly html: string | null
  /** Of a template. */
  readonly markdown: string | null
  /** Numbers of files of the session. */
  readonly files: readonly number[]
}

export interface MailPerson {
  readonly name: string | null
  readonly address: string
}

/** Of one screen. */
export const MAX_MAILS = 20

export type Fact =
  | { readonly type: 'chat-partners'; readonly help: number; readonly peer: number }
  | { readonly type: 'chat-log'; readonly lines: readonly ChatLogLine[] }
  /** base64; null: gone, or more than `MAX_CONTENT_BYTES`. */
  | { readonly type: 'file-content'; readonly content: string | null }
  | { readonly type: 'mail-limit'; readonly left: number }

/** Of all files that one evaluation reads. */
export const MAX_CONTENT_BYTES = 2 * 1024 * 1024

export interface ChatLogLine {
  readonly message: string
  /** ms since 1970 */
  readonly sentAt: number
  readonly email: string | null
  readonly firstName: string | null
  readonly lastName: string | null
}

export const MAX_TOLD_LENGTH = 8 * 1024 * 1024

export const DEPARTURES = [
  'exit',
  'leave',
  'logout',
  'exit_logout',
  'signin',
  'register',
  'new_session',
] as const

/** LOG4: what a special button or `command()` wants of the server, in place of a next question. */
export interface Departure {
  readonly kind: (typeof DEPARTURES)[number]
  /** Where to, as the author wrote it; null: wherever the server sends people who have finished. */
  readonly url: string | null
}

export interface EvaluationRequest {
  /** The evaluator asks for the source (`source-missing`) when it does not have this hash. */
  readonly interviewHash: string
  /** base64 of the answers as the last reply gave them; null for a new session. */
  readonly answers: string | null
  readonly input: Input
  readonly context: EvaluationContext
  /** By `Need.key`. */
  readonly facts: Readonly<Record<string, Fact>>
}

export const AUTHOR_WARNINGS = [
  'no-partner-roles',
  'not-saved',
  'mail-limit',
  'role-emails',
] as const

/** AUT6. `message` may name variables, never what they hold. */
export interface AuthorWarning {
  readonly code: (typeof AUTHOR_WARNINGS)[number]
  readonly message: string
}

/** AUT1-AUT7: part of the answers, and copied out of them for the room. */
export interface LiveHelpSettings {
  readonly called: boolean
  readonly availability: 'available' | 'unavailable' | 'observeonly'
  readonly mode: 'help' | 'peer' | 'peerhelp'
  readonly partnerRoles: readonly string[]
  /** AUT14: as the interview set it; the server's floor comes on top (CON4). */
  readonly consent: Consent
}

export type EvaluationReply =
  | {
      readonly type: 'screen'
      readonly screen: Screen
      /** base64; opaque outside of the evaluator. */
      readonly answers: string
      readonly settings: LiveHelpSettings
      readonly multiUser: boolean
      /** ACC4: `metadata: live help operators`, privileges of which an operator must have one; null: any. */
      readonly operators: readonly string[] | null
      /** ROL1: questions are for roles, so that a step is of the person who took it. */
      readonly takesTurns: boolean
      /** Role names that `chat_partners_available` was asked for (MON3). */
      readonly rolesNamed: readonly string[]
      /** Sent with the saved screen; where it is not saved, not at all. */
      readonly mails: readonly WantedMail[]
      /** False when the input was for another screen than the one due, or was refused. */
      readonly accepted: boolean
      /** False: the screen takes the present one's place in the history (`refresh`, a refusal). */
      readonly moved: boolean
      /** `restart`: nothing is left of the answers, and there is no way back. */
      readonly restarted: boolean
      readonly departure: Departure | null
      /** QUE5: what is wrong with the input, by field key; `''` for the screen as a whole. */
      readonly refusals: Readonly<Record<string, string>>
      /** For the author: shown in the source panel, and logged by code. */
      readonly warnings: readonly AuthorWarning[]
    }
  | { readonly type: 'need'; readonly needs: readonly Need[] }
  | { readonly type: 'source-missing' }
  /** To `tell`: JSON text of at most `MAX_TOLD_LENGTH` characters. */
  | { readonly type: 'told'; readonly variables: string }
  | { readonly type: 'failed'; readonly error: EvaluationError }

/** LNG1, LOG2, PYT4-PYT5. `message` may hold what authors wrote and users answered: never log it. */
export interface EvaluationError {
  readonly code:
    | 'load'
    | 'undefined'
    | 'loop'
    | 'python'
    | 'unsupported'
    | 'time'
    | 'memory'
    | 'output'
    | 'evaluator'
    | 'answers'
  readonly message: string
  /** Chain of variables that were being sought, outermost first. */
  readonly chain: readonly string[]
  /** For authors: block, line, Python's own traceback within the interview. */
  readonly detail: string
}

export interface LoadProblem {
  readonly file: string
  readonly line: number | null
  readonly block: string | null
  readonly kind: 'error' | 'unsupported'
  /** What is wrong and what was expected. */
  readonly message: string
  /** For `unsupported`: the key or feature, for the table of `check` (LNG3). */
  readonly feature: string | null
}

export type LoadReply =
  | { readonly type: 'loaded'; readonly title: string; readonly shortTitle: string }
  | { readonly type: 'broken'; readonly problems: readonly LoadProblem[] }
