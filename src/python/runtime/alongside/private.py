"""Which of a screen's words tell something that the author calls sensitive (OBS7).

Two ways lead to it, and each covers what the other cannot know. While an interview is loaded, the
names of its sensitive fields are followed through its code and templates: an expression that uses
one is marked, however it formats the value. While a screen is made, the values that such fields
hold are looked for in whatever is printed, however it got there. The server hides what is marked
from observers, and only from them.

A name counts by its last part, so that `client.ssn` is found in a loop over clients as `c.ssn`.
Comparing a value does not tell it: `if ssn is None` marks nothing.
"""

import ast
import re

BEGIN, END = '\ue0f1', '\ue0f2'

_MARKED = re.compile(f'({BEGIN}.*?{END})', re.S)
# Shorter ones would be found everywhere.
_SHORTEST = 4


def last_part(name):
    """Of a variable as interviews write it: `x.ssn` and `person['ssn']` give `ssn`."""
    try:
        node = ast.parse(name.strip(), mode='eval').body
    except SyntaxError:
        return None
    while isinstance(node, ast.Subscript):
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return key.value
        node = node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def uses(node, names):
    """Whether the value of the expression may tell one of them."""
    if isinstance(node, ast.Compare):
        return False
    if isinstance(node, ast.IfExp):
        return uses(node.body, names) or uses(node.orelse, names)
    if isinstance(node, ast.Name) and node.id in names:
        return True
    if isinstance(node, ast.Attribute) and node.attr in names:
        return True
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names:
        # `value('ssn')`, `person['ssn']`.
        return True
    return any(uses(part, names) for part in ast.iter_child_nodes(node))


def _targets(node):
    if isinstance(node, (ast.Tuple, ast.List)):
        for part in node.elts:
            yield from _targets(part)
    elif isinstance(node, ast.Starred):
        yield from _targets(node.value)
    elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        found = last_part(ast.unparse(node))
        if found:
            yield found


def _assigned(node):
    """(targets, value) of what gives a name a value."""
    if isinstance(node, ast.Assign):
        return node.targets, node.value
    if isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        return [node.target], node.value
    if isinstance(node, (ast.For, ast.comprehension)):
        return [node.target], node.iter
    if isinstance(node, ast.withitem) and node.optional_vars is not None:
        return [node.optional_vars], node.context_expr
    return [], None


def spread(trees, names):
    """The names, and those that are made of them; functions that return them are among those."""
    found = set(names)
    if not found:
        return found
    nodes = [node for tree in trees for node in ast.walk(tree)]
    before = 0
    while len(found) > before:
        before = len(found)
        for node in nodes:
            targets, value = _assigned(node)
            if value is not None and uses(value, found):
                for target in targets:
                    found.update(_targets(target))
            elif isinstance(node, ast.FunctionDef):
                returned = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
                if any(uses(part, found) for part in returned):
                    found.add(node.name)
    return found


class Marking(ast.NodeTransformer):
    """Has a compiled template print by `__private` what tells one of the names."""

    def __init__(self, names):
        self.names = names

    def visit_Call(self, node):
        self.generic_visit(node)
        printed = isinstance(node.func, ast.Name) and node.func.id == '__text'
        if printed and any(uses(part, self.names) for part in node.args):
            node.func.id = '__private'
        return node


def mark(text):
    plain = text.replace(BEGIN, '').replace(END, '')
    return f'{BEGIN}{plain}{END}' if plain.strip() else plain


def mark_values(text, values):
    """Marks the values where they stand in the text, outside of what is marked already."""
    for value in values:
        if value in text:
            parts = _MARKED.split(text)
            text = ''.join(p if p.startswith(BEGIN) else p.replace(value, mark(value)) for p in parts)
    return text


def values_of(present):
    """What the session's sensitive variables hold now, as it would be printed; the longest first."""
    found = set()
    for name in present.state.get('sensitive', []):
        try:
            value = eval(name, present.variables)
        except Exception:
            # Deleted, or its object is not gathered any more.
            continue
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            text = str(value).strip()
            if len(text) >= _SHORTEST:
                found.add(text)
    return sorted(found, key=len, reverse=True)


def remember(present, name):
    """An answer was put into it."""
    if last_part(name) not in present.interview.sensitive:
        return
    kept = present.state.setdefault('sensitive', [])
    if name not in kept:
        kept.append(name)
