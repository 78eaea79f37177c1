/** What the picture adds to the interview's own look. */
export const MIRROR_STYLE = `
html { scroll-behavior: auto; }
body.al-picture { position: relative; min-height: 100vh; cursor: default; }
body.al-picture:focus { outline: none; }
body.al-picture:not(.al-operated) * { cursor: default !important; }
[data-al-focus] {
  outline: 3px solid #1b66c9 !important;
  outline-offset: 1px;
  border-radius: 4px;
}
.al-mirror-caret {
  position: absolute;
  background: #1b66c9;
  opacity: 0.75;
  pointer-events: none;
}
.al-mirror-files { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; }
.al-mirror-files span, .al-mirror-player {
  display: inline-block;
  padding: 2px 8px;
  border-radius: 4px;
  background: #e7effa;
  color: #12325f;
  overflow-wrap: anywhere;
}
.al-mirror-player { padding: 8px 12px; border: 1px solid #8aa9d3; }
.al-mirror-player[data-playing] { font-weight: 600; }
.al-mirror-player::before { content: '\\25A0\\00A0'; }
.al-mirror-player[data-playing]::before { content: '\\25B6\\00A0'; }
canvas.al-signature { touch-action: none; }
[data-al-masked] {
  background-color: #eceff2 !important;
  background-image: repeating-linear-gradient(
    135deg, transparent 0 6px, rgb(60 70 80 / 14%) 6px 8px
  ) !important;
}
body.al-operated [data-al-masked], body.al-operated [data-al-masked] * { cursor: not-allowed; }
[data-al-hidden]::after {
  content: '\\25A8\\00A0' attr(data-al-hidden);
  display: block;
  margin-top: 2px;
  font-size: 0.85rem;
  color: #3c4650;
}
`
