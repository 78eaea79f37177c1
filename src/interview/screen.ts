/**
 * The model of one screen: what the evaluator returns and the server turns into HTML.
 * Texts are Markdown with docassemble's markup, after Mako; nothing in here is HTML that may be
 * sent as it is.
 */
import type { Condition, Others } from '../base/field-states.ts'

/** As JSON, in bytes. */
export const MAX_SCREEN_BYTES = 1 << 20

export interface Screen {
  /** The block's `id`, or `Question_3`; the Monitor shows it (MON10), a submission names it. */
  readonly name: string
  readonly kind: 'fields' | 'continue' | 'yesno' | 'buttons' | 'review' | 'deadend'
  /** Of the interview (metadata). */
  readonly title: string
  readonly shortTitle: string
  readonly question: string
  readonly subquestion: string | null
  readonly under: string | null
  /** A picture beside the question that says nothing of its own. */
  readonly decoration: Picture | null
  /** Files of the package that texts call `:name:`, by that name. */
  readonly images: Readonly<Record<string, string>>
  /** Markdown: who made what is shown. */
  readonly attributions: readonly string[]
  readonly help: HelpText | null
  readonly interviewHelp: readonly HelpText[]
  /** Players above the question (HLP2). */
  readonly media: readonly Media[]
  readonly fields: readonly Field[]
  /** Where fields are those of several entries. */
  readonly list: EntryList | null
  /** `yesno` and `buttons`: each sets the screen's variable; `continue` and `fields` have one. */
  readonly buttons: readonly Button[]
  readonly review: readonly ReviewItem[]
  readonly menuItems: readonly Link[]
  /** False on the first screen and where the author forbids it. */
  readonly canGoBack: boolean
  readonly backLabel: string | null
  readonly language: string
  /** `features: javascript` and `css`, as the author named them. */
  readonly javascript: readonly string[]
  readonly css: readonly string[]
  /** Free author additions, sanitised by the server. */
  readonly progress: number | null
  readonly section: string | null
  /** ROL1, ROL3: it is somebody else's turn; the page goes on by itself when they are done. */
  readonly waits: boolean
  /** `reload`: seconds after which the page looks again; null: it does not. */
  readonly reload: number | null
}

/** As in `[FILE ...]`: a picture of the package by its name, or a file that was sent by its number. */
export type Picture = string

export interface HelpText {
  readonly heading: string | null
  /** In place of the word "Help" in the bar. */
  readonly label: string | null
  readonly content: string
  readonly media: readonly Media[]
}

/** One recording. */
export interface Media {
  readonly kind: 'audio' | 'video'
  /** At least one; files of the package or addresses, of which the browser plays the first it can. */
  readonly files: readonly string[]
  /** A WebVTT file. */
  readonly captions: string | null
  readonly transcript: string | null
}

export interface Link {
  readonly label: string
  readonly url: string
}

export interface Button {
  /** Sent as the value of `buttonKey` when pressed. */
  readonly value: string
  readonly label: string
  /** Bootstrap's colour word: `primary`, `secondary`, `success`, ... */
  readonly color: string
  readonly help: string | null
  readonly image: Picture | null
}

/** The name of a group's box that ticks all its choices. */
export function allKey(key: string): string {
  return `${key}-all`
}

/** A submit button's name in the form. */
export const BUTTON_KEY = 'press'

/** What can be wrong with an answer: each has words of its own. */
export type RefusalKind = 'required' | 'type' | 'min' | 'max' | 'step' | 'minlength' | 'maxlength'

export interface Choice {
  /** What the form sends. */
  readonly value: string
  readonly label: string
  readonly selected: boolean
  readonly help: string | null
  readonly image: Picture | null
}

export interface Field {
  /** The form's name for it: `f0`, `f1`, ... unique in the screen; variable names never leave. */
  readonly key: string
  readonly widget:
    | 'text'
    | 'area'
    | 'password'
    | 'email'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime'
    | 'range'
    | 'checkbox'
    | 'checkboxes'
    | 'radio'
    | 'dropdown'
    | 'multiselect'
    | 'combobox'
    | 'hidden'
    | 'file'
    | 'signature'
    | 'note'
    | 'html'
  /** As the author wrote it: `text`, `integer`, `yesno`, ... */
  readonly datatype: string
  /** Markdown (one line); null with `no label`. For `note` and `html`, the text itself. */
  readonly label: string | null
  readonly help: string | null
  readonly hint: string | null
  readonly required: boolean
  readonly value: string | null
  readonly choices: readonly Choice[]
  /** Text of the extra box that excludes all others and sends the empty value; null: there is none. */
  readonly noneOfTheAbove: string | null
  readonly min: string | null
  readonly max: string | null
  readonly step: string | null
  readonly minLength: number | null
  readonly maxLength: number | null
  /** The extra box that ticks all the others, by its text; null: there is none. */
  readonly allOfTheAbove: string | null
  readonly underText: string | null
  /** Height of an `area` or a `multiselect`. */
  readonly rows: number | null
  /** `range`: the steps grow with the value. */
  readonly logarithmic: boolean
  /** Beside an amount: `$`. */
  readonly symbol: string | null
  /** Shown, but neither asked for nor taken. */
  readonly disabled: boolean
  /** Null: always there. One that code decides has been decided already. */
  readonly condition: Condition | null
  readonly others: readonly Others[]
  /** The author's own words for what is wrong, limits filled in, by `RefusalKind`. */
  readonly messages: Readonly<Record<string, string>>
  /** Of `file` and `signature`; null for all others. */
  readonly upload: Upload | null
  /** OBS7: never leaves the user's browser for observation. Passwords always are. */
  readonly sensitive: boolean
}

/** Entries of a list on one screen, with which the form can be given more. */
export interface EntryList {
  /** In their order; the last ones wait for "Add another". */
  readonly entries: readonly Entry[]
  /** So many of them are there from the start. */
  readonly shown: number
  /** The one that was asked for just now. */
  readonly fresh: string | null
  /** Null: nothing can be added. */
  readonly addLabel: string | null
}

export interface Entry {
  /** The form's name for it, `e0`, `e1`, ...: sent with `ENTRY` where the form has it. */
  readonly key: string
  readonly label: string
  /** May be sent with `ENTRY.removed` too. */
  readonly removable: boolean
  /** Left as it was, it counts as not there. */
  readonly droppable: boolean
  /** Of its fields. */
  readonly fields: readonly string[]
}

export const ENTRY = { shown: 'shown', removed: 'removed' } as const

/** Pressed for one more entry: nothing is checked, the same screen comes back with it. */
export const ADD_ENTRY = 'add-entry'

export interface Upload {
  /** Kinds that browsers offer, as in HTML: `image/*`, `.pdf, image/png`; null: all. */
  readonly accept: string | null
  /** The camera that phones offer at once. */
  readonly capture: 'user' | 'environment' | null
  readonly several: boolean
  /** Sent earlier, and kept unless the person wants otherwise. */
  readonly held: readonly HeldFile[]
  /** Of a signature: a colour as in CSS. */
  readonly penColor: string | null
}

export interface HeldFile {
  readonly number: number
  readonly filename: string
}

export interface ReviewItem {
  readonly label: string | null
  /** Where pressing leads: an action of this session. */
  readonly action: string | null
  readonly button: string | null
  readonly help: string | null
}
