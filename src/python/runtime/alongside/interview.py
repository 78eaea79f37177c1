"""A loaded interview: its compiled pieces, kept in the image for all its sessions.

The engine numbers everything that is Python or template in the YAML ("pieces"); it sends them
once, with `load`, and afterwards names them by number.
"""

import ast
import importlib.abc
import importlib.util
import sys
import traceback

from alongside import private, template
from alongside.missing import scan


class Piece:
    def __init__(self, kind, source, where, code, lines, tells):
        self.kind = kind
        self.source = source
        self.where = where
        self.code = code
        self.lines = lines
        # An expression whose value tells something sensitive.
        self.tells = tells


class Interview:
    def __init__(self, path, package, hash):
        self.path = path
        self.hash = hash
        self.package = package
        self.pieces = {}
        self.base = {}
        self.sensitive = frozenset()
        # `setObject` is from before groups were gathered by themselves: then code says what is in them.
        self.fills_by_hand = False


LOADED = {}


class _Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The interview package's own modules, from their sources."""

    def __init__(self):
        self.sources = {}

    def find_spec(self, name, path=None, target=None):
        if name in self.sources:
            return importlib.util.spec_from_loader(name, self, origin=f'<{name}>')
        if any(known.startswith(name + '.') for known in self.sources):
            spec = importlib.util.spec_from_loader(name, self, is_package=True)
            return spec
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source = self.sources.get(module.__name__)
        if source is not None:
            exec(compile(source, f'<{module.__name__}>', 'exec'), module.__dict__)


_MODULES = _Modules()


def _problem(error, key):
    line = getattr(error, 'lineno', None)
    text = getattr(error, 'msg', None) or f'{type(error).__name__}: {error}'
    return {'piece': key, 'message': text, 'line': line}


def _sensitive(request):
    """The last parts of the names of sensitive fields, and of what the interview's code makes of them."""
    names = {private.last_part(name) for name in request['sensitive']} - {None}
    trees = []
    for piece in request['pieces'] if names else []:
        try:
            if piece['kind'] == 'code':
                trees.append(ast.parse(piece['source']))
        except (SyntaxError, ValueError):
            # Told where the piece is compiled.
            continue
    return names, private.spread(trees, names)


def _compile(piece, sensitive):
    """(code, template lines, names that it defines, functions that it calls, whether it tells)"""
    kind, source, where = piece['kind'], piece['source'], piece['where']
    if kind == 'template':
        code, lines = template.compile_template(source, where, sensitive)
        return code, lines, [], set(), False
    if kind == 'code':
        tree = ast.parse(source, where)
        names, calls = scan(tree)
        return compile(tree, where, 'exec'), None, names, calls, False
    tree = ast.parse(source.strip(), where, mode='eval')
    tells = private.uses(tree, sensitive)
    return compile(tree, where, 'eval'), None, [], scan(tree)[1], tells


def _import(interview, request):
    """The names that every session of the interview starts with."""
    names = {}
    problems = []
    if request['loadUtil']:
        import docassemble.base.util as util

        names.update({name: getattr(util, name) for name in util.__all__})
    else:
        from docassemble.base.functions import process_action

        names['process_action'] = process_action
    for entry in request['imports']:
        try:
            module = importlib.import_module(entry['name'])
            if entry['all']:
                public = getattr(module, '__all__', None)
                for name in public or [n for n in vars(module) if not n.startswith('_')]:
                    names[name] = getattr(module, name)
            else:
                names[entry['as']] = module if entry['as'] != entry['name'].split('.')[0] else sys.modules[entry['as']]
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith('<')]
            at = f' (line {frames[-1].lineno} of {frames[-1].filename})' if frames else ''
            problems.append(
                {'import': entry['name'], 'message': f'{type(error).__name__}: {error}{at}'}
            )
    interview.base = names
    return problems


def load(request):
    if _MODULES not in sys.meta_path:
        sys.meta_path.append(_MODULES)
    _MODULES.sources.update(request['modules'])
    for name in request['modules']:
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    interview = Interview(request['path'], request['package'], request['hash'])
    problems = _import(interview, request)
    facts = {}
    interview.sensitive, sensitive = _sensitive(request)
    for piece in request['pieces']:
        key = piece['id']
        try:
            code, lines, names, calls, tells = _compile(piece, sensitive)
        except (SyntaxError, ValueError) as error:
            problems.append(_problem(error, key))
            continue
        if 'setObject' in calls:
            interview.fills_by_hand = True
        interview.pieces[key] = Piece(piece['kind'], piece['source'], piece['where'], code, lines, tells)
        if names or calls:
            facts[str(key)] = {'sets': names, 'calls': sorted(calls)}
    LOADED[request['hash']] = interview
    return {'problems': problems, 'pieces': facts}
