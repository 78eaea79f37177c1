"""Our compiler for the part of the Mako language that interviews use.

Differs from stock Mako where docassemble does: a name is looked up only where it is used, so an
undefined variable in a branch that is not taken is not asked for; lines that begin with `##` are
headings of Markdown, not comments (the recorded answers say so). Templates are rendered once;
what they print is never looked at again, so answers cannot become template code (QUE6).
"""

import ast
import html
import re
import types
import urllib.parse

from alongside import private

_TOKEN = re.compile(r"""(\"\"\"|'''|"|')(?:\\.|(?!\1).)*\1|[{}\[\]()|#\n]""", re.S)
_MIDDLE = re.compile(r'(else|elif|except|finally|case)\b')
_OPENING = re.compile(r'(if|for|while|try|with|match)\b')
_BLOCKS = re.compile(r'(<%doc>.*?</%doc>|<%text>.*?</%text>|<%!?\s.*?%>|<%def\s+name="[^"]*"\s*>|</%def>)', re.S)


class TemplateError(SyntaxError):
    pass


def _error(message, line):
    raise TemplateError(message, ('template', line, 1, ''))


def _expression(text, start, line):
    """From after `${`: (end, expression, filters). The first `|` outside of brackets starts filters."""
    depth, bar = 0, None
    for match in _TOKEN.finditer(text, start):
        token = match[0]
        if token in '{[(':
            depth += 1
        elif token == '}' and depth == 0:
            end = match.start()
            source = text[start : end if bar is None else bar]
            filters = '' if bar is None else text[bar + 1 : end]
            return match.end(), source.strip(), [f.strip() for f in filters.split(',') if f.strip()]
        elif token in '}])':
            depth -= 1
        elif token == '|' and depth == 0 and bar is None:
            bar = match.start()
    _error('`${` is not closed by `}`', line)


class _Writer:
    """Python source under construction, with the template's line for each of its lines."""

    def __init__(self):
        self.source = ['def __render(__text, __filters, __private):', ' __out = []', ' __put = __out.append']
        self.lines = [0, 0, 0]
        self.depth = 1
        self.open = []

    def put(self, code, line):
        self.source.append(' ' * self.depth + code)
        self.lines.append(line)

    def text(self, text, line):
        start = 0
        while start < len(text):
            found = text.find('${', start)
            if found < 0:
                self.put(f'__put({text[start:]!r})', line)
                return
            if found > start:
                self.put(f'__put({text[start:found]!r})', line)
            at = line + text.count('\n', 0, found)
            start, source, filters = _expression(text, found + 2, at)
            code = f'__text({source}\n)' if '#' in source else f'__text({" ".join(source.splitlines())})'
            if '\n' in source and ('"""' in source or "'''" in source):
                code = f'__text({source})'
            for name in filters:
                if name != 'n':
                    code = f'__filters({name!r}, {code}, lambda: {name})'
            for number, part in enumerate(code.split('\n')):
                self.source.append((' ' * self.depth if number == 0 else '') + ('__put(' if number == 0 else '') + part)
                self.lines.append(at + number)
            self.source[-1] += ')'

    def control(self, code, line):
        word = code.split(None, 1)[0].rstrip(':') if code else ''
        if word.startswith('end'):
            if not self.open or self.open[-1][0] != word[3:]:
                _error(f'`% {code}` closes nothing', line)
            self.open.pop()
            self.depth -= 1
        elif _MIDDLE.match(code):
            if not self.open:
                _error(f'`% {code}` stands outside of `% if`', line)
            self.depth -= 1
            self.put(code, line)
            self.depth += 1
            self.put('pass', line)
        elif _OPENING.match(code):
            if not code.rstrip().endswith(':'):
                _error(f'`% {code}` does not end with a colon', line)
            self.put(code, line)
            self.open.append((word, line))
            self.depth += 1
            self.put('pass', line)
        else:
            _error(f'`% {code}` is not a control line: expected if, for, while, try, with or their end', line)

    def code(self, body, line):
        lines = body.expandtabs().split('\n')
        first, rest = lines[0].strip(), lines[1:]
        indents = [len(text) - len(text.lstrip()) for text in rest if text.strip()]
        margin = min(indents, default=0)
        if first:
            self.put(first, line)
        for number, text in enumerate(rest, 1):
            if text.strip():
                self.put(text[margin:], line + number)


def _lines(writer, part, line):
    """Plain text with control lines and continuations in it."""
    held, held_at = [], line

    def flush():
        if held:
            writer.text(''.join(held), held_at)
            held.clear()

    rows = part.split('\n')
    number = 0
    while number < len(rows):
        at, row = line + number, rows[number]
        last = number == len(rows) - 1
        bare = row.lstrip()
        if bare.startswith('%') and not bare.startswith('%%'):
            while row.endswith('\\') and number < len(rows) - 1:
                number += 1
                row = row[:-1] + ' ' + rows[number]
            flush()
            writer.control(row.lstrip()[1:].strip(), at)
        else:
            if not held:
                held_at = at
            if bare.startswith('%%'):
                row = row.replace('%%', '%', 1)
            if row.endswith('\\') and not last:
                held.append(row[:-1])
            else:
                held.append(row if last else row + '\n')
        number += 1
    flush()


def compile_template(text, where, sensitive=frozenset()):
    """A code object, and the template's line for each of its lines. Marks what tells a sensitive name."""
    writer = _Writer()
    line = 1
    for part in _BLOCKS.split(text):
        if part.startswith('<%doc'):
            pass
        elif part.startswith('<%text'):
            writer.put(f'__put({part[7:-8]!r})', line)
        elif part.startswith('<%def'):
            signature = re.search(r'name="([^"]*)"', part)[1]
            writer.put(f'def {signature}:', line)
            writer.depth += 1
            writer.put('__out = []', line)
            writer.put('__put = __out.append', line)
            writer.open.append(('def', line))
        elif part.startswith('</%def'):
            if not writer.open or writer.open[-1][0] != 'def':
                _error('`</%def>` closes nothing', line)
            writer.put("return ''.join(__out)", line)
            writer.open.pop()
            writer.depth -= 1
        elif part.startswith('<%'):
            writer.code(part[3 if part.startswith('<%!') else 2 : -2], line)
        else:
            _lines(writer, part, line)
        line += part.count('\n')
    if writer.open:
        word, at = writer.open[-1]
        _error(f'`% {word}` is not closed by `% end{word}`', at)
    writer.put("return ''.join(__out)", line)
    try:
        tree = ast.parse('\n'.join(writer.source), where)
        if sensitive:
            private.Marking(private.spread([tree], sensitive)).visit(tree)
        module = compile(tree, where, 'exec')
    except SyntaxError as error:
        number = (error.lineno or 1) - 1
        _error(error.msg, writer.lines[number] if number < len(writer.lines) else 1)
    code = next(c for c in module.co_consts if isinstance(c, types.CodeType))
    return code, writer.lines


def _filter(name, text, found):
    if name == 'h':
        return html.escape(text)
    if name == 'u':
        return urllib.parse.quote_plus(text)
    if name == 'x':
        return html.escape(text)
    if name == 'trim':
        return text.strip()
    if name in ('str', 'unicode'):
        return text
    return str(found()(text))


_showing = False


def _private(value):
    text = str(value)
    return private.mark(text) if _showing else text


def printed(piece, value):
    """The value of an expression that stands in a text, such as a table's cell."""
    return _private(value) if piece.tells else str(value)


def render(code, variables):
    return types.FunctionType(code, variables)(str, _filter, _private)


def show(code, variables):
    """As `render`, with marks around what is sensitive, also in the templates that it prints."""
    global _showing
    before, _showing = _showing, True
    try:
        return render(code, variables)
    finally:
        _showing = before
