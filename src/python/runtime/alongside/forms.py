"""Between the variables and the fields of a screen."""

import ast
import datetime

from alongside import session
from alongside.missing import missing_name


class ValidationError(Exception):
    """Raised by `validation_error()`: shown at the field, or on top of the screen."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def prepare(present):
    """The special variables that every session has."""
    from alongside.objects import DAObject

    variables = present.variables
    # Kept for `restart`: what the code makes of `url_args` is forgotten, the address's own is not.
    given = present.state.setdefault('url args', dict(present.context['urlArgs']))
    variables.setdefault('url_args', dict(given))
    for name in ('session_local', 'device_local', 'user_local'):
        if name not in variables:
            variables[name] = DAObject(name)
    for name in ('nav',):
        variables.setdefault(name, DAObject(name))


def _steps(name):
    """`a.b[0]` as its owner's source, and the kind and source of the last step."""
    tree = ast.parse(name, mode='eval').body
    if isinstance(tree, ast.Name):
        return None, 'name', tree.id
    if isinstance(tree, ast.Attribute):
        return ast.unparse(tree.value), 'attribute', tree.attr
    if isinstance(tree, ast.Subscript):
        return ast.unparse(tree.value), 'item', ast.unparse(tree.slice)
    raise ValueError(f'`{name}` is not a variable name')


def assign(variables, name, value):
    owner, kind, last = _steps(name)
    if kind == 'name':
        variables[last] = value
        return
    target = eval(owner, variables)
    if kind == 'attribute':
        setattr(target, last, value)
    else:
        target[eval(last, variables)] = value


def undefine(variables, name):
    try:
        owner, kind, last = _steps(name)
        if kind == 'name':
            variables.pop(last, None)
            return
        target = eval(owner, variables)
        if kind == 'attribute':
            delattr(target, last)
        else:
            del target[eval(last, variables)]
    except (NameError, AttributeError, LookupError):
        pass


def is_defined(present, name):
    """Does not seek anything; errors other than a missing name are the author's."""
    try:
        eval(name, present.variables)
        return True
    except (NameError, AttributeError, LookupError) as error:
        if missing_name(error) is None and not isinstance(error, LookupError):
            raise
        return False


def instance(made, name):
    """An object for an `objects` block: from a class, or from `Class.using(...)`."""
    from alongside.objects import DAObjectPlusParameters

    if isinstance(made, DAObjectPlusParameters):
        return made.create(name)
    if isinstance(made, type):
        return made(name) if getattr(made, 'da_object', False) else made()
    raise ValueError(f'`{name}` needs a class, not a {type(made).__name__}')


def choices(value):
    """A list, or mapping, that authors' code made, as choices. Texts in it are not templates."""
    from alongside.objects import unwrapped

    value = unwrapped(value)
    if isinstance(value, dict):
        return [{'key': str(k), 'label': str(v)} for k, v in value.items()]
    made = []
    for item in value:
        item = unwrapped(item) if not hasattr(item, 'instanceName') else item
        if isinstance(item, dict):
            rest = dict(item)
            choice = {
                'help': _text(rest.pop('help', None)),
                'selected': bool(rest.pop('default', rest.pop('selected', False))),
                'image': _text(rest.pop('image', None)),
            }
            for extra in ('css class', 'color', 'group', 'key'):
                rest.pop(extra, None)
            if 'label' in rest and 'value' in rest:
                made.append({'key': str(rest['value']), 'label': str(rest['label']), **choice})
                continue
            for key, label in rest.items():
                made.append({'key': str(key), 'label': str(label), **choice})
        elif isinstance(item, (list, tuple)) and len(item) >= 2:
            choice = {'key': str(item[0]), 'label': str(item[1])}
            if len(item) > 2:
                choice['selected'] = bool(item[2])
            if len(item) > 3:
                choice['help'] = _text(item[3])
            made.append(choice)
        else:
            made.append({'key': str(item), 'label': str(item)})
    return made


def _text(value):
    return None if value is None else str(value)


def plain(value):
    """A default that an author's expression gave, as the form shows it."""
    from alongside.objects import unwrapped

    value = unwrapped(value)
    if isinstance(value, dict):
        return [str(key) for key, ticked in value.items() if ticked]
    if isinstance(value, (list, tuple, set)):
        return [str(item) for item in value]
    return _shown(value)


def _shown(value):
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.strftime('%Y-%m-%dT%H:%M')
    if isinstance(value, datetime.date):
        return value.strftime('%Y-%m-%d')
    if isinstance(value, datetime.time):
        return value.strftime('%H:%M')
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


_MOMENTS = {'date': '%Y-%m-%d', 'time': '%H:%M', 'datetime': '%Y-%m-%dT%H:%M'}


def moment(text, kind):
    """What an author wrote in any usual form, as the form field holds it; else as it stands."""
    from alongside.dates import as_datetime

    try:
        found = as_datetime(text)
    except ValueError:
        return text
    seconds = ':%S' if kind != 'date' and found.second else ''
    return found.strftime(_MOMENTS[kind] + seconds)


def shown(variables, name):
    try:
        return plain(eval(name, variables))
    except (NameError, AttributeError, LookupError):
        return None


def current(present, name):
    """What a field shows at first: the variable's value where it has one already."""
    return shown(present.variables, name)


def answer(item):
    """The value for a variable, from what the engine has checked."""
    from alongside.dicts import DADict
    from alongside.objects import DADateTime

    kind, value = item['type'], item['value']
    if kind == 'checkboxes':
        made = DADict(item['name'], elements=value, auto_gather=False)
        made.gathered = True
        return made
    if kind in ('file', 'files'):
        from alongside import files

        return files.received(item['name'], value)
    if kind == 'float':
        return float(value)
    if kind == 'int':
        return int(value)
    if kind == 'date':
        year, month, day = (int(part) for part in value.split('-'))
        zone = _zone()
        return DADateTime(year, month, day, tzinfo=zone)
    if kind == 'datetime':
        return DADateTime.fromisoformat(value).replace(tzinfo=_zone())
    if kind == 'time':
        return datetime.time.fromisoformat(value)
    if kind == 'object':
        return session.present().offered.get(value)
    if kind == 'objects':
        return [session.present().offered[key] for key in value]
    return value


def _zone():
    import zoneinfo

    return zoneinfo.ZoneInfo(session.present().context['timezone'])
