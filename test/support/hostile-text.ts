/**
 * Texts that somebody may type to break a page or to attack who reads it. An attack that succeeds
 * shows itself: it sets `window.hostile` (or `document.vulnerable`), opens a dialog, or asks the host
 * `hostile.example` for something.
 */
import strings from 'big-list-of-naughty-strings' with { type: 'json' }

/** The public list, without what is blank: a blank message is never sent (CHT7). */
export const NAUGHTY: readonly string[] = strings.filter((text) => text.trim() !== '')

const RUN = 'window.hostile=1'
const ELSEWHERE = 'https://hostile.example'

/** Each aims at one way in which text becomes something else. */
export const ATTACKS: readonly string[] = [
  // Elements that run
  `<script>${RUN}</script>`,
  `<ScRiPt src=${ELSEWHERE}/x.js></sCrIpT>`,
  `<<script>${RUN}//<</script>`,
  `<img src=x onerror="${RUN}">`,
  `<img src=x onerror=${RUN}//`,
  `<svg/onload=${RUN}>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s></svg>`,
  `<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${RUN}>">`,
  `<details open ontoggle=${RUN}>x</details>`,
  `<input autofocus onfocus=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<body onload=${RUN}>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object><embed src="javascript:${RUN}">`,
  `<template><script>${RUN}</script></template>`,
  `<style>@import '${ELSEWHERE}/x.css'; * { background: url(${ELSEWHERE}/x) }</style>`,
  // Out of an attribute, a text area, a title, a comment, a script, a CDATA section
  `" onmouseover="${RUN}" autofocus onfocus="${RUN}`,
  `' onmouseover='${RUN}' autofocus onfocus='${RUN}`,
  `x onfocus=${RUN} autofocus tabindex=1`,
  `\`onfocus=${RUN} autofocus`,
  `"><img src=x onerror=${RUN}>`,
  `</textarea><img src=x onerror=${RUN}>`,
  `</title></style></noscript></template><script>${RUN}</script>`,
  `--><img src=x onerror=${RUN}><!--`,
  `</script><script>${RUN}</script>`,
  `]]><img src=x onerror=${RUN}>`,
  `</option></select><img src=x onerror=${RUN}>`,
  // Already escaped: it must not be unescaped on the way
  `&lt;img src=x onerror=${RUN}&gt;`,
  `&amp;lt;script&amp;gt;${RUN}&amp;lt;/script&amp;gt;`,
  `&#60;img src=x onerror=${RUN}&#62; &#x3c;b&#x3e;`,
  `%3Cscript%3E${RUN}%3C/script%3E`,
  `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
  // Addresses
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}//https://harmless.example`,
  `data:text/html,<script>${RUN}</script>`,
  `[press](javascript:${RUN}) ![x](${ELSEWHERE}/x.png)`,
  `<a href="java\tscript:${RUN}">press</a>`,
  `https://hostile.example/"onmouseover="${RUN}"`,
  `https://hostile.example/<img src=x onerror=${RUN}>`,
  `//hostile.example/x`,
  // Leaves the page, or changes what it trusts
  `<meta http-equiv=refresh content="0;url=${ELSEWHERE}">`,
  `<base href="${ELSEWHERE}/">`,
  `<form action="${ELSEWHERE}"><button formaction="${ELSEWHERE}">x</button></form>`,
  `<link rel=stylesheet href="${ELSEWHERE}/x.css">`,
  `<div id="al-form" data-m="m0" class="al-chat" style="position:fixed;inset:0">x</div>`,
  `<input type=hidden name=version value=99>`,
  // Templates of authors and of others
  '${ 7 * 7 } {{ 7 * 7 }} {% if True %}x{% endif %} <% import os %> #{7*7}',
  '% for i in range(3):\nx\n% endfor\n## comment',
  `\${ __import__("os").system("true") }`,
  `{{constructor.constructor('${RUN}')()}}`,
  '{count} {name} {number} $& $1 $$ $`',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  // Letters
  'null byte: \u2400 line separators: \u2028 \u2029 end',
  'right to left: \u202Egpj.exe\u202C \u2066x\u2069 \u200F',
  'no width: a\u200Bb\u200Cc\u200Dd\uFEFFe',
  `fullwidth \uFF1Cscript\uFF1E${RUN}\uFF1C/script\uFF1E`,
  'e\u0301\u0301\u0301 \u{1F468}\u200D\u{1F469}\u200D\u{1F467} \u{E0001}',
  `Robert'); DROP TABLE rooms;--`,
  `{"type":"chat-send","id":"x","text":"y"}`,
]

export const HOSTILE: readonly string[] = [...new Set([...ATTACKS, ...NAUGHTY])]
