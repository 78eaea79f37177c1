"""The answers of a session as bytes: a pickle that is made and opened only inside the box.

Our objects go in as (public path, attributes), so that their classes may move. A class that is no
longer there gives a placeholder, which keeps its data and says its name when it is used. A value
that cannot be kept is dropped with a warning that tells the variable and the type, not the value.
"""

import base64
import io
import pickle
import sys
import types

FORMAT = 1
MAX_BYTES = 4 << 20
TRANSIENT = frozenset(('x', 'i', 'j', 'k', 'l', 'm', 'n'))


class AnswersError(Exception):
    pass


class Placeholder:
    """Stands for an object whose class is not there any more."""

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        module, kind = type(self).da_missing
        raise RuntimeError(f'`{kind}` from `{module}` is needed for this answer and is not there')


_PLACEHOLDERS = {}


def _placeholder(module, name):
    key = (module, name)
    if key not in _PLACEHOLDERS:
        _PLACEHOLDERS[key] = type(name.split('.')[-1], (Placeholder,), {'da_missing': key})
    return _PLACEHOLDERS[key]


def _find(module, name):
    try:
        if module not in sys.modules:
            __import__(module)
        found = sys.modules[module]
        for part in name.split('.'):
            found = getattr(found, part)
        return found
    except Exception:
        return None


def revive(module, name):
    """Called by the pickle: an empty object of the class with that public path."""
    found = _find(module, name)
    kind = found if isinstance(found, type) else _placeholder(module, name)
    return kind.__new__(kind)


class _Pickler(pickle.Pickler):
    def reducer_override(self, value):
        kind = type(value)
        if isinstance(value, Placeholder):
            return revive, kind.da_missing, dict(value.__dict__)
        if getattr(kind, 'da_object', False):
            return revive, (kind.__module__, kind.__qualname__), dict(value.__dict__)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        found = _find(module, name)
        return _placeholder(module, name) if found is None else found


def _pickle(value):
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(value)
    return buffer.getvalue()


def _kept(session):
    """The variables to keep: what the session added to the names that it started with."""
    base = session.interview.base
    transient = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)
    kept = {}
    for name, value in session.variables.items():
        if name in TRANSIENT or name.startswith('__') or isinstance(value, transient):
            continue
        if name in base and base[name] is value:
            continue
        kept[name] = value
    return kept


def save(session, engine_version, interview_hash):
    kept = _kept(session)
    body = {
        'format': FORMAT,
        'engine': engine_version,
        'python': sys.version.split()[0],
        'interview': interview_hash,
        'state': session.state,
        'variables': kept,
    }
    try:
        data = _pickle(body)
    except Exception:
        for name in list(kept):
            try:
                _pickle(kept[name])
            except Exception:
                session.warn(
                    'not-saved',
                    f'The variable `{name}` holds a `{type(kept[name]).__name__}`, which cannot be saved.',
                )
                del kept[name]
        data = _pickle(body)
    if len(data) > MAX_BYTES:
        raise AnswersError(f'The answers take {len(data)} bytes; at most {MAX_BYTES} can be saved.')
    return base64.b64encode(data).decode()


def restore(text):
    """(engine state, variables)"""
    try:
        body = _Unpickler(io.BytesIO(base64.b64decode(text))).load()
        if body['format'] != FORMAT:
            raise AnswersError(f'The answers are of format {body["format"]}; expected {FORMAT}.')
        return body['state'], body['variables']
    except AnswersError:
        raise
    except Exception as error:
        raise AnswersError(f'The answers cannot be read: {type(error).__name__}.') from error
