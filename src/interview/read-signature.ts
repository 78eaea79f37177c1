/** `signature`: a question whose one field is drawn. */
import type { BlockReader } from './block-reader.ts'
import { BARE_FIELD } from './read-fields.ts'
import type { FieldSpec } from './blocks.ts'

const OF_SIGNATURES = ['pen color', 'required', 'sensitive'] as const

export function readSignature(reader: BlockReader): FieldSpec {
  return {
    ...BARE_FIELD,
    variable: reader.variable('signature'),
    datatype: 'signature',
    required: reader.flag('required') ?? { type: 'fixed', value: true },
    sensitive: reader.value('sensitive') === true,
    penColor: reader.text('pen color'),
  }
}

/** Of a question that asks for none. */
export function refuseSignatureKeys(reader: BlockReader): void {
  for (const key of OF_SIGNATURES) {
    if (reader.has(key)) reader.wrong(key, `\`${key}\` of a question goes with \`signature\``)
  }
}
