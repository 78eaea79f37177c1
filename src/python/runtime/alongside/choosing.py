"""Fields whose answers are objects that there are already (`datatype: object` and its kin).

A form names an object by a digest, as names of variables never leave; what it may name are those that
this very request has offered.
"""

import hashlib

from alongside.objects import DAObject, unwrapped


def offered(present, request):
    """The objects to choose from, each once, with what is said of each."""

    def value(piece):
        return None if piece is None else eval(present.interview.pieces[piece].code, present.variables)

    excluded = {_key(item) for item in _items(value(piece) for piece in request['exclude'])}
    labeler, helper, imager = (value(request[name]) for name in ('labeler', 'helper', 'imager'))
    made = {}
    for item in _items(value(piece) for piece in request['pieces']):
        key = _key(item)
        if key in made or key in excluded:
            continue
        present.offered[key] = item
        made[key] = {
            'key': key,
            'label': str(item if labeler is None else labeler(item)),
            'help': None if helper is None else _text(helper(item)),
            'image': None if imager is None else _text(imager(item)),
        }
    return list(made.values())


def named(present, pieces):
    """Of defaults: the keys of what the expressions give."""
    code = present.interview.pieces
    return [_key(item) for item in _items(eval(code[piece].code, present.variables) for piece in pieces)]


def held(present, name):
    """Keys of the object, or of those in the list, that the variable is already."""
    try:
        value = eval(name, present.variables)
    except (NameError, AttributeError, LookupError):
        return []
    return [_key(item) for item in _flat(getattr(value, 'elements', value))]


def chosen(present, item):
    """Makes the variable another name for the object; what was left empty is left as it is."""
    from alongside import forms

    name, key = item['name'], item['value']
    if key is not None:
        forms.assign(present.variables, name, present.offered[key])
    elif not forms.is_defined(present, name):
        forms.assign(present.variables, name, None)


def chosen_several(present, item):
    """A list that is there keeps its kind; it is gathered, whatever it was."""
    from alongside import forms
    from alongside.lists import DAList

    name = item['name']
    group = eval(name, present.variables) if forms.is_defined(present, name) else None
    if not isinstance(group, DAList):
        group = DAList(name, auto_gather=False)
        forms.assign(present.variables, name, group)
    group.elements[:] = [present.offered[key] for key in item['value']]
    group.there_are_any = bool(group.elements)
    group.gathered = True


def _items(values):
    return [item for value in values for item in _flat(value)]


def _flat(value):
    """Of a group, what is in it, which is gathered first."""
    if getattr(value, 'da_group', False):
        value._trigger()
        inner = unwrapped(value)
        return list(inner.values()) if isinstance(inner, dict) else list(value._items())
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple, set)):
        return [item for part in value for item in _flat(part)]
    return [] if value is None else [value]


def _key(item):
    name = item.instanceName if isinstance(item, DAObject) else f'{type(item).__name__} {item!r}'
    return 'o' + hashlib.sha256(name.encode()).hexdigest()[:16]


def _text(value):
    return None if value is None else str(value)
