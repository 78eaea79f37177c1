/**
 * Everything that an evaluator says is taken apart and put together again here: whoever got out of
 * Python into the evaluator's process must not get further by what that process answers.
 */
import { MAX_SCREEN_BYTES } from '../interview/screen.ts'
import { failed } from './failure.ts'
import { REPLACE_REASONS } from './messages.ts'
import {
  base64,
  list,
  nullable,
  number,
  object,
  record,
  ShapeError,
  text,
  truth,
  union,
  word,
} from './shape.ts'

import type { Condition, Others } from '../base/field-states.ts'
import { AUTHOR_WARNINGS, DEPARTURES, MAX_MAILS, MAX_TOLD_LENGTH } from '../interview/request.ts'

import type {
  EvaluationError,
  EvaluationReply,
  LiveHelpSettings,
  LoadProblem,
  LoadReply,
  MailPerson,
  Need,
  WantedMail,
} from '../interview/request.ts'
import type {
  Button,
  Choice,
  Entry,
  EntryList,
  Field,
  HelpText,
  Link,
  Media,
  ReviewItem,
  Screen,
  Upload,
} from '../interview/screen.ts'
import type { Up } from './messages.ts'
import type { Shape } from './shape.ts'

/** Answers of 4 MB as base64. */
const MAX_ANSWERS_LENGTH = 6 * 1024 * 1024
/** All mails of one screen, as JSON. */
const MAX_MAILS_LENGTH = 1024 * 1024

const media: Shape<Media> = object({
  kind: word<Media['kind']>('audio', 'video'),
  files: list(text),
  captions: nullable(text),
  transcript: nullable(text),
})
const helpText: Shape<HelpText> = object({
  heading: nullable(text),
  label: nullable(text),
  content: text,
  media: list(media),
})
const link: Shape<Link> = object({ label: text, url: text })
const button: Shape<Button> = object({
  value: text,
  label: text,
  color: text,
  help: nullable(text),
  image: nullable(text),
})
const choice: Shape<Choice> = object({
  value: text,
  label: text,
  selected: truth,
  help: nullable(text),
  image: nullable(text),
})
const condition: Shape<Condition> = object({
  key: text,
  values: list(text),
  negated: truth,
  effect: word<Condition['effect']>('show', 'enable'),
})
const others: Shape<Others> = object({
  what: word<Others['what']>('disable', 'check', 'uncheck'),
  keys: list(text),
})
const upload: Shape<Upload> = object({
  accept: nullable(text),
  capture: nullable(word('user', 'environment')),
  several: truth,
  held: list(object({ number, filename: text })),
  penColor: nullable(text),
})
const field: Shape<Field> = object({
  key: text,
  widget: word<Field['widget']>(
    'text',
    'area',
    'password',
    'email',
    'number',
    'date',
    'time',
    'datetime',
    'range',
    'checkbox',
    'checkboxes',
    'radio',
    'dropdown',
    'multiselect',
    'combobox',
    'hidden',
    'file',
    'signature',
    'note',
    'html',
  ),
  datatype: text,
  label: nullable(text),
  help: nullable(text),
  hint: nullable(text),
  required: truth,
  value: nullable(text),
  choices: list(choice),
  noneOfTheAbove: nullable(text),
  min: nullable(text),
  max: nullable(text),
  step: nullable(text),
  minLength: nullable(number),
  maxLength: nullable(number),
  allOfTheAbove: nullable(text),
  underText: nullable(text),
  rows: nullable(number),
  logarithmic: truth,
  symbol: nullable(text),
  disabled: truth,
  upload: nullable(upload),
  condition: nullable(condition),
  others: list(others),
  messages: record(text),
  sensitive: truth,
})
const entry: Shape<Entry> = object({
  key: text,
  label: text,
  removable: truth,
  droppable: truth,
  fields: list(text),
})
const entryList: Shape<EntryList> = object({
  entries: list(entry),
  shown: number,
  fresh: nullable(text),
  addLabel: nullable(text),
})
const reviewItem: Shape<ReviewItem> = object({
  label: nullable(text),
  action: nullable(text),
  button: nullable(text),
  help: nullable(text),
})
const screen: Shape<Screen> = object({
  name: text,
  kind: word<Screen['kind']>('fields', 'continue', 'yesno', 'buttons', 'review', 'deadend'),
  title: text,
  shortTitle: text,
  question: text,
  subquestion: nullable(text),
  under: nullable(text),
  decoration: nullable(text),
  images: record(text),
  attributions: list(text),
  help: nullable(helpText),
  interviewHelp: list(helpText),
  media: list(media),
  fields: list(field),
  list: nullable(entryList),
  buttons: list(button),
  review: list(reviewItem),
  menuItems: list(link),
  canGoBack: truth,
  backLabel: nullable(text),
  language: text,
  javascript: list(text),
  css: list(text),
  progress: nullable(number),
  section: nullable(text),
  waits: truth,
  reload: nullable(number),
})
const settings: Shape<LiveHelpSettings> = object({
  called: truth,
  availability: word('available', 'unavailable', 'observeonly'),
  mode: word('help', 'peer', 'peerhelp'),
  partnerRoles: list(text),
  consent: word('author', 'notice', 'ask'),
})
const mailPerson: Shape<MailPerson> = object({ name: nullable(text), address: text })
const mail: Shape<WantedMail> = object({
  kind: word<WantedMail['kind']>('interview', 'role'),
  key: nullable(text),
  from: nullable(mailPerson),
  replyTo: nullable(mailPerson),
  to: list(mailPerson),
  cc: list(mailPerson),
  bcc: list(mailPerson),
  subject: text,
  text: nullable(text),
  html: nullable(text),
  markdown: nullable(text),
  files: list(number),
})
const need: Shape<Need> = union<Need>({
  'chat-partners': object({
    type: word('chat-partners'),
    key: text,
    roles: list(text),
    mode: word('help', 'peer', 'peerhelp'),
    operators: nullable(list(text)),
  }),
  'chat-log': object({ type: word('chat-log'), key: text }),
  'mail-limit': object({ type: word('mail-limit'), key: text }),
  'file-content': object({ type: word('file-content'), key: text, number }),
})
const error: Shape<EvaluationError> = object({
  code: word<EvaluationError['code']>(
    'load',
    'undefined',
    'loop',
    'python',
    'unsupported',
    'time',
    'memory',
    'output',
    'evaluator',
    'answers',
  ),
  message: text,
  chain: list(text),
  detail: text,
})
const evaluationReply: Shape<EvaluationReply> = union<EvaluationReply>({
  screen: object({
    type: word('screen'),
    screen,
    answers: base64,
    settings,
    multiUser: truth,
    operators: nullable(list(text)),
    takesTurns: truth,
    rolesNamed: list(text),
    mails: list(mail),
    accepted: truth,
    moved: truth,
    restarted: truth,
    departure: nullable(object({ kind: word(...DEPARTURES), url: nullable(text) })),
    refusals: record(text),
    warnings: list(object({ code: word(...AUTHOR_WARNINGS), message: text })),
  }),
  need: object({ type: word('need'), needs: list(need) }),
  'source-missing': object({ type: word('source-missing') }),
  told: object({ type: word('told'), variables: text }),
  failed: object({ type: word('failed'), error }),
})
const problem: Shape<LoadProblem> = object({
  file: text,
  line: nullable(number),
  block: nullable(text),
  kind: word('error', 'unsupported'),
  message: text,
  feature: nullable(text),
})
const loadReply: Shape<LoadReply> = union<LoadReply>({
  loaded: object({ type: word('loaded'), title: text, shortTitle: text }),
  broken: object({ type: word('broken'), problems: list(problem) }),
})
const up: Shape<Up> = union<Up>({
  hello: object({ type: word('hello') }),
  image: object({ type: word('image'), last: truth }),
  ready: object({ type: word('ready') }),
  reply: object({ type: word('reply'), id: number }),
  replaced: object({ type: word('replaced'), reason: word(...REPLACE_REASONS) }),
})

export function parseUp(header: unknown): Up {
  return up(header)
}

/** A reply over a limit is turned into a failure; one that is malformed throws ShapeError. */
export function parseEvaluationReply(body: string): EvaluationReply {
  const reply = evaluationReply(parseJson(body))
  if (reply.type === 'told' && reply.variables.length > MAX_TOLD_LENGTH) {
    return tooLarge('answers', 'The answers are too large.')
  }
  if (reply.type !== 'screen') return reply
  const { answers, mails } = reply
  if (answers.length > MAX_ANSWERS_LENGTH) return tooLarge('answers', 'The answers are too large.')
  if (mails.length > MAX_MAILS) return tooLarge('output', 'One screen sends too many mails.')
  if (mails.length > 0 && JSON.stringify(mails).length > MAX_MAILS_LENGTH) {
    return tooLarge('output', 'The mails of one screen are too large.')
  }
  const mayBeLarge = body.length - answers.length > MAX_SCREEN_BYTES / 3
  if (mayBeLarge && Buffer.byteLength(JSON.stringify(reply.screen)) > MAX_SCREEN_BYTES) {
    return tooLarge('output', 'The screen is too large.')
  }
  return reply
}

export function parseLoadReply(body: string): LoadReply {
  return loadReply(parseJson(body))
}

function tooLarge(code: 'answers' | 'output', message: string): EvaluationReply {
  return failed({ code, message })
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new ShapeError('JSON expected', { cause })
  }
}
