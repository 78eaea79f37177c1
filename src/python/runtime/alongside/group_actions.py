"""What buttons do to the items of a group: made here, and carried out when they come back.

What comes back is from a browser: a group is named by a plain path, never by code.
"""

import html
import re

from alongside.control import Control

_STEP = r"(\.[A-Za-z]\w*|\[\d+\]|\['[^'\\\[\]]*'\])"
_GROUP = re.compile(rf'[A-Za-z]\w*{_STEP}*')
_ATTRIBUTE = re.compile(rf'[A-Za-z]\w*{_STEP}*')
_COLOR = re.compile(r'[a-z-]+')


def button(url, label, color, size, **options):
    """A link that looks like a button; `name` tells it from its neighbours."""
    name = options.get('name')
    classes = f'btn btn-{_word(size, "sm")} btn-{_word(color, "secondary")}'
    if options.get('block'):
        classes += ' d-block'
    if options.get('classname'):
        classes += f' {options["classname"]}'
    named = '' if name is None else f' aria-label="{_attribute(name)}"'
    return f'<a href="{_attribute(url)}" class="{_attribute(classes)}"{named}>{_attribute(label)}</a>'


def _word(given, default):
    return given if isinstance(given, str) and _COLOR.fullmatch(given) else default


def _attribute(text):
    """Fit for HTML within a cell of a Markdown table."""
    return html.escape(' '.join(str(text).split())).replace('|', '&#124;')


def carry_out(variables, request):
    """What follows: variables to be asked for, then perhaps `more`, and what the group `completes`."""
    group = _find(variables, request['list'])
    nothing = {'names': []}
    if group is None:
        return nothing
    if request['what'] == 'complete':
        group.gathered_and_complete()
        return nothing
    if request['what'] == 'more':
        group._add()
        return nothing
    if request['what'] == 'add':
        return {**group._begin_item(), 'completes': True}
    key = group._key_of(request.get('item'))
    if key is None:
        return nothing
    if request['what'] == 'remove':
        if len(group.elements) > int(group.minimum_number or 0):
            group.pop(key)
        return nothing
    return {'names': _edit(group, key, request.get('attributes')), 'completes': True}


def _find(variables, name):
    from alongside.groups import Group

    if not isinstance(name, str) or len(name) > 500 or not _GROUP.fullmatch(name):
        return None
    try:
        found = eval(name, variables)
    except Control:
        raise
    except Exception:
        # It is not there any more.
        return None
    return found if isinstance(found, Group) and hasattr(found, '_key_of') else None


def _edit(group, key, attributes):
    item = group.elements[key]
    own = getattr(item, '__dict__', None)
    if own is not None and group.complete_attribute == 'complete':
        own.pop('complete', None)
    names = attributes if isinstance(attributes, list) else []
    name = f'{group.instanceName}[{key!r}]'
    asked = [f'{name}.{part}' for part in names if isinstance(part, str) and _ATTRIBUTE.fullmatch(part)]
    return asked or [name]
