/** A compiled interview: what the engine knows of each block without asking Python. */
import type { Flag, Text } from './pieces.ts'

export interface ChoiceSpec {
  readonly key: string
  readonly label: Text
  readonly help: Text | null
  readonly selected: boolean
  /** LOG4: `restart` and its kin, where choosing it does something instead of giving a value. */
  readonly special: string | null
  /** Of `exit` and `leave`: where to. */
  readonly url: Text | null
  /** Its name among the interview's `images`. */
  readonly image: Text | null
}

export type ChoiceSource =
  | { readonly type: 'listed'; readonly choices: readonly ChoiceSpec[] }
  | { readonly type: 'computed'; readonly piece: number }

export type DefaultSource =
  | { readonly type: 'text'; readonly text: Text }
  | { readonly type: 'keys'; readonly keys: readonly string[] }
  | { readonly type: 'code'; readonly piece: number }

export interface FieldSpec {
  /** Null for what only shows something. */
  readonly variable: string | null
  readonly datatype: string
  readonly inputType: string | null
  readonly label: Text | null
  readonly help: Text | null
  readonly hint: Text | null
  readonly required: Flag
  readonly initial: DefaultSource | null
  readonly choices: ChoiceSource | null
  readonly exclude: number | null
  /** The choices are objects, and the answer is one of them, or several. */
  readonly objects: ObjectsSpec | null
  readonly noneOfTheAbove: Text | boolean | null
  readonly min: Text | null
  readonly max: Text | null
  readonly step: Text | null
  readonly minLength: Text | null
  readonly maxLength: Text | null
  readonly allOfTheAbove: Text | boolean
  readonly underText: Text | null
  readonly rows: Text | null
  readonly logarithmic: boolean
  readonly symbol: Text | null
  readonly disabled: Flag
  readonly shuffle: Flag
  readonly condition: ConditionSpec | null
  readonly others: readonly OthersSpec[]
  /** `validation messages`, by the author's code. */
  readonly messages: readonly MessageSpec[]
  /** A function of the answer. */
  readonly validate: number | null
  readonly sensitive: boolean
  /** Of files: which kinds browsers offer. */
  readonly accept: number | null
  readonly penColor: Text | null
}

/** All of them expressions, which give objects, groups of objects or, the last three, functions. */
export interface ObjectsSpec {
  readonly choices: readonly number[]
  readonly exclude: readonly number[]
  readonly initial: readonly number[]
  readonly labeler: number | null
  readonly helper: number | null
  readonly imager: number | null
}

/** `show if` and its kin. */
export type ConditionSpec =
  /** Decided before the screen is shown. */
  | { readonly type: 'code'; readonly piece: number; readonly negated: boolean }
  | {
      readonly type: 'field'
      readonly effect: 'show' | 'enable'
      readonly negated: boolean
      readonly variable: string
      /** Null: `is: null`. */
      readonly value: Text | null
    }

export interface OthersSpec {
  readonly what: 'disable' | 'check' | 'uncheck'
  /** Null: all that can be. */
  readonly variables: readonly string[] | null
}

export interface MessageSpec {
  readonly code: string
  readonly text: Text
}

export interface ReviewSpec {
  readonly label: Text | null
  /** Asked again when pressed, in this order. */
  readonly variables: readonly string[]
  readonly button: Text | null
  readonly help: Text | null
}

export interface HelpSpec {
  readonly heading: Text | null
  readonly label: Text | null
  readonly content: Text
  readonly media: readonly MediaSpec[]
  /** Shown only while the screen's language is this one; null: always. */
  readonly language: string | null
}

export interface MediaSpec {
  readonly kind: 'audio' | 'video'
  readonly files: readonly Text[]
  readonly captions: Text | null
  readonly transcript: Text | null
}

/** `list collect`: the question asks about several items of a list at once. */
export interface ListCollectSpec {
  /** As a pattern: `fruit` of `fruit[i].name`. */
  readonly list: string
  readonly iterator: string
  /** Attributes of items are asked for, not items themselves. */
  readonly ofObjects: boolean
  readonly enable: Flag
  readonly isFinal: Flag
  readonly mayAppend: Flag
  readonly mayDelete: Flag
  readonly label: Text | null
  readonly addLabel: Text | null
}

export interface ScreenSpec {
  readonly kind: 'fields' | 'continue' | 'yesno' | 'buttons' | 'review' | 'deadend'
  readonly question: Text
  readonly subquestion: Text | null
  readonly under: Text | null
  /** A picture beside the question, by its name among the interview's `images`. */
  readonly decoration: Text | null
  readonly help: HelpSpec | null
  readonly media: readonly MediaSpec[]
  readonly fields: readonly FieldSpec[]
  readonly collect: ListCollectSpec | null
  readonly review: readonly ReviewSpec[]
  /** `skip undefined: False`: a review item's variables are sought, not skipped. */
  readonly skipUndefined: boolean
  /** Set by the Continue button, or by the buttons. */
  readonly variable: string | null
  readonly choices: ChoiceSource | null
  /** `yesno` and kin: the value that each button gives. */
  readonly yesno: { readonly negated: boolean; readonly maybe: boolean } | null
  readonly list: boolean
  readonly continueLabel: Text | null
  readonly continueColor: string | null
  readonly backLabel: Text | null
  readonly preventGoingBack: Flag
  readonly progress: number | null
  readonly section: string | null
  readonly language: string | null
  readonly validation: number | null
  /** Gives the seconds after which the page looks again. */
  readonly reload: Text | null
}

interface Common {
  /** `id`, or `Question_3`: the third of the blocks that the logic knows. */
  readonly name: string
  readonly id: string | null
  readonly file: string
  readonly line: number
  readonly mandatory: Flag | null
  readonly initial: Flag | null
  /** Variables that it can define, as patterns with `x`, `i`, `j`, ... in them. */
  readonly sets: readonly string[]
  readonly events: readonly string[]
  readonly conditions: readonly number[]
  readonly needs: readonly number[]
  readonly generic: string | null
  /** ROL1: who may be asked, or run it; null: the block does not say. */
  readonly roles: readonly string[] | null
  readonly undefine: readonly string[]
  readonly reconsider: readonly string[]
  /** `reconsider: True`: what it defines is forgotten whenever a screen is assembled. */
  readonly alwaysAnew: boolean
}

export interface CodeBlock extends Common {
  readonly type: 'code'
  readonly piece: number
  /** False with `only sets` or `scan for variables: False`: what it assigns does not count. */
  readonly scan: boolean
  /** ROL1: the code of `default role`, which says who is there. */
  readonly decidesRole: boolean
}

export interface ObjectsBlock extends Common {
  readonly type: 'objects'
  readonly objects: readonly { readonly name: string; readonly piece: number }[]
}

export interface QuestionBlock extends Common {
  readonly type: 'question'
  readonly screen: ScreenSpec
}

/** A text under a name, made whenever it is used. */
export interface TemplateBlock extends Common {
  readonly type: 'template'
  readonly variable: string
  readonly made: { readonly subject: Text | null; readonly content: Text }
}

/** The items of a group as the rows of a table, made whenever it is used. */
export interface TableBlock extends Common {
  readonly type: 'table'
  readonly variable: string
  readonly made: TableSpec
}

export interface TableSpec {
  readonly rows: number
  readonly columns: readonly { readonly header: Text; readonly cell: number }[]
  /** Shown in place of a table without rows; null: its headers are. */
  readonly empty: Text | null
  readonly filter: number | null
  readonly sortKey: number | null
  readonly sortReverse: Flag
  readonly requireGathered: Flag
  readonly showIncomplete: Flag
  /** In a cell of which something is not known; null: it is sought. */
  readonly notAvailable: Text | null
  /** Attributes asked for by "Edit"; none: the item itself. Null: there is no such button. */
  readonly edit: readonly string[] | null
  readonly mayDelete: Flag
  /** Attribute that protects an item. */
  readonly readOnly: string | null
}

export type Block = CodeBlock | ObjectsBlock | QuestionBlock | TemplateBlock | TableBlock

/** ROL2: whom to write to for a role. */
export interface RoleAddress {
  readonly role: string
  readonly source:
    /** Accounts that have answered in this role. */
    | { readonly type: 'taken' }
    | { readonly type: 'address'; readonly address: string }
    | { readonly type: 'asked'; readonly piece: number }
}

/** A picture that the interview has a name for. */
export interface ImageSpec {
  /** In a `data/static` folder, as `[FILE ...]` names it. */
  readonly file: string
  /** Whom a screen that shows it has to name. */
  readonly attribution: Text | null
}

export interface ScreenParts {
  readonly title: Text | null
  readonly shortTitle: Text | null
  readonly under: Text | null
  readonly continueLabel: Text | null
  readonly resumeLabel: Text | null
  readonly backLabel: Text | null
}

export interface Interview {
  readonly path: string
  readonly hash: string
  readonly title: string
  readonly shortTitle: string
  /** In the order of the file. */
  readonly blocks: readonly Block[]
  /** Names that are forgotten whenever a screen is assembled. */
  readonly passing: readonly string[]
  /** Blocks by a name that they can define: the last of the file first. */
  readonly byName: ReadonlyMap<string, readonly Block[]>
  readonly help: readonly HelpSpec[]
  readonly images: ReadonlyMap<string, ImageSpec>
  /** ROL1: of questions that name no role; null: anybody may answer them. */
  readonly defaultRoles: readonly string[] | null
  /** ROL2: of several for one role the last one counts. */
  readonly roleAddresses: readonly RoleAddress[]
  /** Metadata's `exit url`: where `exit` and `leave` lead that say nothing else. */
  readonly exitUrl: string | null
  /** ACC4: privileges of which an operator must have one; null: any operator may help. */
  readonly operators: readonly string[] | null
  readonly javascript: readonly string[]
  readonly css: readonly string[]
  readonly parts: ScreenParts
  /** `default validation messages`; of two with one code the later is taken. */
  readonly messages: readonly MessageSpec[]
  readonly canGoBack: boolean
  /** The author calls `process_action()`; otherwise it runs before all else. */
  readonly ownActions: boolean
}
