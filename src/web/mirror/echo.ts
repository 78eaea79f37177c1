/**
 * CTL10: what each field of the picture shows, while both the user's page and the operator change it.
 * The user's page has the last word, but what it said before it knew of the operator's newest letters
 * is not shown: it would take them away for a moment, and the next letter would build on that.
 *
 *              edited (number c)                    edited (c+1)
 *   theirs ─────────────────────► own, until c ──────────────────► own, until c+1
 *      ▲                               │
 *      └── acknowledged up to c: the page's word is shown, normalised as it may be
 *
 * A field's content is one string, as `readField` makes it. Pure: knows no element and no clock.
 */
import { applySplice, type Splice } from './splice.ts'

interface FieldEcho {
  /** What the user's page holds, as far as it has told. */
  theirs: string
  /** What the operator made of it, and with which message; null: nothing that is on its way. */
  own: { readonly value: string; readonly cseq: number } | null
}

export interface Echo {
  /** What the field is to show; null where nothing is known of it. */
  shown(target: string): string | null
  /** The first word about a field; what is known already stays. */
  learn(target: string, value: string): void
  /** The user's page holds this now. */
  told(target: string, value: string): void
  spliced(target: string, splice: Splice): void
  /** The operator made this of it, with message `cseq`. */
  edited(target: string, value: string, cseq: number): void
  /** The page has done all up to `cseq`, and told what came of it: returns what is theirs again. */
  acknowledged(cseq: number): readonly string[]
  /** Nothing of the operator's counts any longer: returns what is theirs again. */
  revert(): readonly string[]
  /** Another screen. */
  forget(): void
}

export function createEcho(): Echo {
  const fields = new Map<string, FieldEcho>()

  function settle(isOver: (cseq: number) => boolean): readonly string[] {
    const settled: string[] = []
    for (const [target, field] of fields) {
      if (field.own === null || !isOver(field.own.cseq)) continue
      field.own = null
      settled.push(target)
    }
    return settled
  }

  function tell(target: string, value: string): void {
    const field = fields.get(target)
    if (field === undefined) fields.set(target, { theirs: value, own: null })
    else field.theirs = value
  }

  return {
    shown(target) {
      const field = fields.get(target)
      return field === undefined ? null : (field.own?.value ?? field.theirs)
    },
    learn(target, value) {
      if (!fields.has(target)) tell(target, value)
    },
    told: tell,
    spliced(target, splice) {
      tell(target, applySplice(fields.get(target)?.theirs ?? '', splice))
    },
    edited(target, value, cseq) {
      const field = fields.get(target)
      if (field === undefined) fields.set(target, { theirs: '', own: { value, cseq } })
      else field.own = { value, cseq }
    },
    acknowledged: (done) => settle((cseq) => cseq <= done),
    revert: () => settle(() => true),
    forget: () => fields.clear(),
  }
}
