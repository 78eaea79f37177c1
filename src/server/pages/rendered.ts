/**
 * A screen as HTML: what is saved (sealed) beside the answers and what the user's page swaps in.
 * `html` is the inside of `<section id="al-screen">`, `help` the inside of `<div id="al-help-texts">`.
 */
export interface RenderedScreen {
  readonly name: string
  readonly html: string
  readonly help: string
  /** Whether the question has help of its own (HLP1: the Help entry is marked). */
  readonly questionHelp: boolean
  readonly hasHelp: boolean
  /** The author's word in place of "Help" in the bar; null (or absent, in older saved screens): none. */
  readonly helpLabel?: string | null
  readonly title: string
  readonly shortTitle: string
  readonly menu: readonly { readonly label: string; readonly url: string }[]
  readonly canGoBack: boolean
  readonly css: readonly string[]
  readonly javascript: readonly string[]
  readonly language: string
  /** Whether there is live help at this screen (STA6); absent in older saved screens. */
  readonly liveHelp?: boolean
  /** ROL3: it is somebody else's turn; absent: no. */
  readonly waits?: boolean
  /** Seconds after which the page looks again; null (or absent): it does not. */
  readonly reload?: number | null
}

/** Answer of `POST /s/<session>` and its kin to the page's script (`Accept: application/json`). */
export type ScreenReply =
  | {
      readonly type: 'screen'
      /** Version of the answers; sent back with the next submission. */
      readonly version: number
      readonly screen: RenderedScreen
      /** False: refused or dropped; the texts stand in the HTML. */
      readonly accepted: boolean
    }
  | { readonly type: 'leave'; readonly url: string }
  | { readonly type: 'failed'; readonly html: string }
