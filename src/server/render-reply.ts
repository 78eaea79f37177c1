import type { Input } from '../interview/request.ts'
import { isEnabled } from '../live/room.ts'
import type { Visit } from './door.ts'
import type { Evaluated } from './evaluation.ts'
import type { FileKeeper } from './file-keeper.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import { renderScreen } from './pages/screen.ts'
import { placeFiles } from './screen-files.ts'
import { seenOf, type Digest } from './seen.ts'
import type { Settings } from './settings.ts'

type Submit = Extract<Input, { type: 'submit' }>

interface Refused extends Submit {
  /** OBS7: keys of fields that the page had hidden: they stay so where they are shown again. */
  readonly hiddenByPage: readonly string[]
  /** JOI3: fields that show what is the newest, not what was sent. */
  readonly untouched?: ReadonlySet<string>
}

/** The screen that an evaluation gave, as it is saved. */
export async function renderReply(
  world: { readonly keeper: FileKeeper; readonly settings: Settings; readonly digest: Digest },
  visit: Visit,
  reply: {
    readonly evaluated: Extract<Evaluated, { type: 'screen' }>
    readonly canGoBack: boolean
    /** Of the answers that it is saved with. */
    readonly version: number
    /** QUE5: what did not fit, and stays in the form. */
    readonly refused: Refused | null
  },
): Promise<RenderedScreen> {
  const { keeper, settings, digest } = world
  const { evaluated, canGoBack, version, refused } = reply
  const hidden = new Set(refused?.hiddenByPage)
  const fields = evaluated.screen.fields.map((field) =>
    hidden.has(field.key) ? { ...field, sensitive: true } : field,
  )
  const rendered = renderScreen({
    screen: { ...evaluated.screen, fields, canGoBack: evaluated.screen.canGoBack && canGoBack },
    session: visit.room.id,
    root: settings.root,
    version,
    values: refused?.values ?? null,
    untouched: refused?.untouched,
    seen: JSON.stringify(seenOf({ ...evaluated.screen, fields }, digest)),
    refusals: evaluated.refusals,
    files: refused?.files ?? {},
    largestFile: settings.uploads.fileBytes,
  })
  const placed = await placeFiles(keeper, visit, settings.root, rendered)
  return { ...placed, liveHelp: isEnabled(evaluated.settings) }
}
