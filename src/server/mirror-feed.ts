/**
 * What the process of an observed page tells the processes of its observers. Which page it is stays
 * between processes: observers are told a number of the tab.
 */
import type { PageId } from '../base/id.ts'
import type { ControlAck, MirrorDown } from '../protocol/mirror.ts'

type Told<K extends MirrorDown['kind']> = Extract<MirrorDown, { readonly kind: K }>

export type MirrorFeed =
  | (Omit<Told<'snapshot'>, 'tab' | 'html'> & {
      readonly html: string
      readonly page: PageId
      /** How long the page has been open, in ms: one younger than the end of another took its place. */
      readonly age: number
    })
  | Told<'delta'>
  /** `left`: this page, which was shown, is gone; null: it is between two screens. */
  | { readonly kind: 'wait'; readonly left: PageId | null }
  /** CTL10: of a page that is not shown, or has no picture now. */
  | { readonly kind: 'ack'; readonly ack: ControlAck }
