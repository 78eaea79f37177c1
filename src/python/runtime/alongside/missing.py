"""Which variable an exception says is undefined, and which ones a piece of code defines."""

import ast
import re

_QUOTED = re.compile(r"'([^']+)'")


def missing_name(error):
    """Dotted name of the undefined thing; None when it is a genuine error of the author."""
    known = getattr(error, 'da_name', None)
    if known:
        return known
    if isinstance(error, NameError):
        # UnboundLocalError, and NameErrors that authors raise, carry their name in the text only.
        found = error.name or (_QUOTED.search(str(error)) or [None, None])[1]
        return found if found and not found.startswith('__') else None
    if isinstance(error, AttributeError) and error.obj is not None:
        owner = getattr(error.obj, '__dict__', {}).get('instanceName')
        if isinstance(owner, str) and error.name and not error.name.startswith('_'):
            return f'{owner}.{error.name}'
    return None


class _Targets(ast.NodeVisitor):
    """Names that a block assigns at its own level: what functions and comprehensions bind is theirs."""

    def __init__(self):
        self.names = []
        self.calls = set()

    def add(self, node):
        if isinstance(node, (ast.Tuple, ast.List)):
            for part in node.elts:
                self.add(part)
        elif isinstance(node, ast.Starred):
            self.add(node.value)
        elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            self.names.append(ast.unparse(node))

    def visit_Assign(self, node):
        for target in node.targets:
            self.add(target)
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        if node.value is not None:
            self.add(node.target)
        self.generic_visit(node)

    def visit_For(self, node):
        self.add(node.target)
        self.generic_visit(node)

    def visit_With(self, node):
        for item in node.items:
            if item.optional_vars is not None:
                self.add(item.optional_vars)
        self.generic_visit(node)

    def visit_NamedExpr(self, node):
        self.add(node.target)
        self.generic_visit(node)

    def visit_FunctionDef(self, node):
        self.names.append(node.name)

    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node):
        pass

    def visit_Import(self, node):
        for alias in node.names:
            self.names.append(alias.asname or alias.name.split('.')[0])

    visit_ImportFrom = visit_Import

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name):
            self.calls.add(node.func.id)
            first = node.args[0] if node.args else None
            if node.func.id == 'define' and isinstance(first, ast.Constant):
                self.names.append(str(first.value))
        elif isinstance(node.func, ast.Attribute) and node.func.attr == 'setObject':
            self.calls.add('setObject')
        self.generic_visit(node)


def scan(tree):
    """(names that the code defines, names of the functions that it calls)"""
    visitor = _Targets()
    visitor.visit(tree)
    return list(dict.fromkeys(visitor.names)), visitor.calls
