/** What the page says of who sees it, asks for it or works on it (CON2, CON3, CTL2, CTL7). Pure. */
import type { OperatorView, ParticipantView } from '../../live/views.ts'
import type { text as say } from '../../texts/text.ts'
import type { What } from '../../live/room.ts'
import type { Draft } from '../connection/courier.ts'
import type { PageCommand } from '../interview/commands.ts'

/** CON3. */
export const ASKS = {
  observe: 'watch.asksToSee',
  control: 'watch.asksToWork',
  join: 'watch.asksToJoin',
} as const

export interface WatchRow {
  /** What it is about: the same row is changed in place, so that it keeps the focus. */
  readonly key: string
  readonly kind: 'control' | 'elsewhere' | 'over' | 'ask' | 'watch' | 'joined'
  readonly words: string
  readonly buttons: readonly WatchButton[]
}

export interface WatchButton {
  readonly label: string
  /** Where the label alone does not tell it from another. */
  readonly longLabel: string | null
  readonly isFirst: boolean
  /** Null: nothing but that the row goes. */
  readonly command: Draft<PageCommand> | null
}

export interface Control {
  readonly number: number
  readonly by: OperatorView
}

/** By what a page knows how control stands; `pending`: what the user has said, on its way to the server. */
export interface KnownControl {
  readonly view: ParticipantView
  readonly pageKey: string
  /** Up to this number control is over for this page. */
  readonly over: number
  readonly pending: readonly PageCommand[]
  /** Operators from whom the user has just taken the screen back: they do not have it, by any number. */
  readonly takenFrom: readonly string[]
}

export interface WatchInput extends KnownControl {
  /** CTL4: how it came to be over, as long as that is told. */
  readonly ended: string | null
}

/** Control that lasts as far as this page is concerned, wherever it is. */
export function lastingControl(known: KnownControl): ParticipantView['control'] {
  const { control } = known.view
  if (control === null || control.number <= known.over) return null
  if (known.takenFrom.includes(control.by.id)) return null
  const isEnded = known.pending.some(
    (command) =>
      (command.type === 'take-back' && command.number >= control.number) ||
      (command.type === 'end-watch' && command.operator === control.by.id),
  )
  return isEnded ? null : control
}

/** CTL2: control of this very page. */
export function controlHere(known: KnownControl): Control | null {
  const control = lastingControl(known)
  return control?.page === known.pageKey ? control : null
}

/** Whom the user is told of, but for those who were stopped here. */
export function watchersOf(input: WatchInput): readonly OperatorView[] {
  return input.view.watchedBy.filter(({ id }) => !isStopped(input, id))
}

/** CON3: operators in the session, but for those who were stopped here. */
export function joinedOf(input: WatchInput): readonly OperatorView[] {
  return input.view.joinedBy.filter(
    ({ id }) => !input.pending.some((item) => item.type === 'end-join' && item.operator === id),
  )
}

/** What is to be said aloud, after `seenBy` were told of: who came, or that nobody is left. */
export function watchNews(
  seenBy: ReadonlySet<string>,
  input: WatchInput,
  text: typeof say,
): string | null {
  const watchers = watchersOf(input)
  if (watchers.length === 0) return seenBy.size > 0 ? text('watch.unwatched') : null
  const controller = controlHere(input)?.by.id
  const fresh = watchers.filter(({ id }) => !seenBy.has(id) && id !== controller)
  return fresh.length === 0 ? null : text('watch.watched', { names: joinNames(fresh, text) })
}

export function watchRows(input: WatchInput, text: typeof say): readonly WatchRow[] {
  const controller = controlHere(input)?.by.id
  // Who works on it sees it: that is said once.
  const watchers = watchersOf(input).filter(({ id }) => id !== controller)
  return [
    ...controlRows(input, text),
    ...input.view.asks.flatMap(({ operator, what }) =>
      isStopped(input, operator.id) || isAnswered(input, operator.id, what)
        ? []
        : [askRow(operator, what, text)],
    ),
    ...(watchers.length === 0 ? [] : [watchRow(watchers, text)]),
    ...joinedOf(input).map((operator) => joinedRow(operator, text)),
  ]
}

function controlRows(input: WatchInput, text: typeof say): readonly WatchRow[] {
  const control = lastingControl(input)
  // Between two pages it is nowhere: the next one says where.
  if (control === null || control.page === null) return overRow(input.ended, text)
  const isHere = control.page === input.pageKey
  const { id, name } = control.by
  const isTold = isHere && input.view.watchedBy.some((operator) => operator.id === id)
  const stop: WatchButton = {
    label: text('watch.stopShowing'),
    longLabel: text('watch.stopShowingTo', { name }),
    isFirst: false,
    command: { type: 'end-watch', operator: id },
  }
  return [
    {
      key: 'control',
      kind: isHere ? 'control' : 'elsewhere',
      words: text(isHere ? 'watch.controlled' : 'watch.elsewhere', { name }),
      buttons: [
        {
          label: text('watch.takeBack'),
          longLabel: null,
          isFirst: isHere,
          command: { type: 'take-back', number: control.number, silent: false },
        },
        ...(isTold ? [stop] : []),
      ],
    },
  ]
}

/** In the place of what it ends, so that it covers nothing of the screen. */
function overRow(ended: string | null, text: typeof say): readonly WatchRow[] {
  if (ended === null) return []
  const close: WatchButton = {
    label: text('watch.close'),
    longLabel: text('notice.close'),
    isFirst: false,
    command: null,
  }
  return [{ key: 'over', kind: 'over', words: ended, buttons: [close] }]
}

function askRow(operator: OperatorView, what: What, text: typeof say): WatchRow {
  const { id, name } = operator
  const question = text(ASKS[what], { name })
  const answer = (accepts: boolean): WatchButton['command'] => {
    return { type: 'answer-ask', operator: id, what, accepts }
  }
  return {
    key: `ask ${what} ${id}`,
    kind: 'ask',
    words: question,
    buttons: [
      {
        label: text('watch.allow'),
        longLabel: text('watch.allowLong', { question }),
        isFirst: true,
        command: answer(true),
      },
      {
        label: text('watch.notNow'),
        longLabel: text('watch.notNowLong', { question }),
        isFirst: false,
        command: answer(false),
      },
    ],
  }
}

/** Not under the watchers: they see the answers, and can change them, wherever this screen is. */
function joinedRow({ id, name }: OperatorView, text: typeof say): WatchRow {
  const stop: WatchButton = {
    label: text('watch.stop'),
    longLabel: text('watch.stopJoined', { name }),
    isFirst: false,
    command: { type: 'end-join', operator: id },
  }
  return {
    key: `joined ${id}`,
    kind: 'joined',
    words: text('watch.joined', { name }),
    buttons: [stop],
  }
}

function watchRow(watchers: readonly OperatorView[], text: typeof say): WatchRow {
  const isOnly = watchers.length === 1
  return {
    key: 'watch',
    kind: 'watch',
    words: text('watch.watched', { names: joinNames(watchers, text) }),
    buttons: watchers.map(({ id, name }) => {
      const long = text('watch.stopOne', { name })
      return {
        label: isOnly ? text('watch.stop') : long,
        longLabel: isOnly ? long : null,
        isFirst: false,
        command: { type: 'end-watch', operator: id },
      }
    }),
  }
}

function isStopped(input: WatchInput, operator: string): boolean {
  return input.pending.some((item) => item.type === 'end-watch' && item.operator === operator)
}

function isAnswered(input: WatchInput, operator: string, what: string): boolean {
  return input.pending.some(
    (item) => item.type === 'answer-ask' && item.operator === operator && item.what === what,
  )
}

function joinNames(people: readonly OperatorView[], text: typeof say): string {
  const names = people.map(({ name }) => name)
  const [last = '', ...rest] = names.toReversed()
  return rest.length === 0 ? last : text('watch.and', { first: rest.toReversed().join(', '), last })
}
