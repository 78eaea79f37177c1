/**
 * The model of one screen: what the evaluator returns and the server turns into HTML.
 * Texts are Markdown with docassemble's markup, after Mako; nothing in here is HTML that may be
 * sent as it is. At most `MAX_SCREEN_BYTES` as JSON.
 */
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
  readonly help: HelpText | null
  readonly interviewHelp: readonly HelpText[]
  /** Players above the question (HLP2). */
  readonly media: readonly Media[]
  readonly fields: readonly Field[]
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
}

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
}

/** A submit button's name in the form. */
export const BUTTON_KEY = 'press'

export interface Choice {
  /** What the form sends. */
  readonly value: string
  readonly label: string
  readonly selected: boolean
  readonly help: string | null
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
  /** OBS7: never leaves the user's browser for observation. Passwords always are. */
  readonly sensitive: boolean
}

export interface ReviewItem {
  readonly label: string | null
  /** Where pressing leads: an action of this session. */
  readonly action: string | null
  readonly button: string | null
  readonly help: string | null
}
